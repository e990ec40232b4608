package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import java.util.BitSet;

/// Colours for what was logged without any, as `0xRRGGBBAA`.
public final class Palette {
    /// Distinct, and each at least 6.8 : 1 in contrast on a ground of #0D0D0D.
    private static final int[] ENTITY_COLOURS = {
        0x6EADFEFF, 0xF29857FF, 0x6FCC85FF, 0xE6797BFF, 0xBF94EFFF, 0xDFC351FF,
        0x1AD1D1FF, 0xE686BEFF, 0xB3CA60FF, 0x8696F2FF, 0xD59731FF, 0x40CFFFFF
    };

    /// Has no factor in common with the number of colours, so that steps of it reach all.
    private static final int HUE_STEP = 5;

    private Palette() {}

    public static int of(final EntityPath entity) {
        return ENTITY_COLOURS[Math.floorMod(entity.hashCode(), ENTITY_COLOURS.length)];
    }

    /// Notes that a colour is in use, when it is one of the palette's.
    static void markTaken(final BitSet taken, final int rgba) {
        for (int i = 0; i < ENTITY_COLOURS.length; i++) {
            if (ENTITY_COLOURS[i] == rgba) {
                taken.set(i);
            }
        }
    }

    /// The entity's colour, or the next that is not taken; from then on it is. When all are taken, the entity's
    /// own again. The next is some steps off, so that it is of another hue.
    static int nextFree(final BitSet taken, final EntityPath entity, final int instance) {
        final int count = ENTITY_COLOURS.length;
        final int wanted = Math.floorMod(Math.floorMod(entity.hashCode(), count) + instance * HUE_STEP, count);
        for (int i = 0; i < count; i++) {
            final int at = (wanted + i * HUE_STEP) % count;
            if (!taken.get(at)) {
                taken.set(at);
                return ENTITY_COLOURS[at];
            }
        }
        return ENTITY_COLOURS[wanted];
    }

    /// For classes that were annotated with no colour; the same class has the same colour everywhere.
    static int ofClass(final int classId) {
        return ENTITY_COLOURS[Math.floorMod(classId, ENTITY_COLOURS.length)];
    }

    /// Coefficients of the "turbo" map's polynomials, lowest first, for red, green and blue (A. Mikhailov,
    /// 2019).
    private static final double[][] TURBO = {
        {0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943},
        {0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604},
        {0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973}
    };

    /// A ramp from deep blue over green to red for a value of 0 to 1.
    static int turbo(final double value) {
        final double x = Math.clamp(value, 0.0, 1.0);
        int colour = 0;
        for (final double[] coefficients : TURBO) {
            double sum = 0;
            for (int i = coefficients.length - 1; i >= 0; i--) {
                sum = sum * x + coefficients[i];
            }
            colour = (colour << 8) | (int) Math.round(Math.clamp(sum, 0.0, 1.0) * 255);
        }
        return (colour << 8) | 0xFF;
    }
}
