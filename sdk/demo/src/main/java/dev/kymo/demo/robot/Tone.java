package dev.kymo.demo.robot;

/// From linear light to bytes of sRGB, by a table: soft at the bright end, so that nothing burns out.
final class Tone {
    private static final int STEPS = 4096;
    private static final float BRIGHTEST = 2;
    private static final byte[] CURVE = new byte[STEPS];

    static {
        for (int i = 0; i < STEPS; i++) {
            final double light = BRIGHTEST * i / (STEPS - 1);
            final double soft = light < 0.6 ? light : 0.6 + 0.4 * (1 - Math.exp(-(light - 0.6) / 0.4));
            CURVE[i] = (byte) Math.round(255 * Math.pow(soft, 1 / 2.2));
        }
    }

    private Tone() {}

    static byte of(final float light) {
        return CURVE[Math.clamp((int) (light * ((STEPS - 1) / BRIGHTEST)), 0, STEPS - 1)];
    }

    static int rgba(final float red, final float green, final float blue) {
        return (of(red) & 0xff) << 24 | (of(green) & 0xff) << 16 | (of(blue) & 0xff) << 8 | 0xff;
    }
}
