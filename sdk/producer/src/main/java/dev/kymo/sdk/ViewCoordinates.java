package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import java.util.List;

/// Which way x, y and z point, seen by a viewer: each letter of a name like `RDF` (right, down, forward) is an
/// axis. Log it static, to the root for the scene, or to a camera's entity.
public final class ViewCoordinates implements Archetype {
    /// Position in this text, from 1, is the code of a direction; neighbours 1 and 2, 3 and 4, 5 and 6 are one
    /// axis.
    private static final String DIRECTIONS = "UDRLFB";

    public static final ArchetypeField XYZ =
            ArchetypeField.rerun("ViewCoordinates", "xyz", Components.VIEW_COORDINATES);

    /// x up, right-handed.
    public static final ViewCoordinates RIGHT_HAND_X_UP = of("URF");
    public static final ViewCoordinates RIGHT_HAND_X_DOWN = of("DRB");
    /// y up, right-handed: glTF, OpenGL scenes.
    public static final ViewCoordinates RIGHT_HAND_Y_UP = of("RUB");
    public static final ViewCoordinates RIGHT_HAND_Y_DOWN = of("RDF");
    /// z up, right-handed: maps, robots, most of robotics.
    public static final ViewCoordinates RIGHT_HAND_Z_UP = of("RFU");
    public static final ViewCoordinates RIGHT_HAND_Z_DOWN = of("RBD");
    public static final ViewCoordinates LEFT_HAND_X_UP = of("URB");
    public static final ViewCoordinates LEFT_HAND_X_DOWN = of("DRF");
    /// y up, left-handed: Unity.
    public static final ViewCoordinates LEFT_HAND_Y_UP = of("RUF");
    public static final ViewCoordinates LEFT_HAND_Y_DOWN = of("RDB");
    /// z up, left-handed: Unreal.
    public static final ViewCoordinates LEFT_HAND_Z_UP = of("RBU");
    public static final ViewCoordinates LEFT_HAND_Z_DOWN = of("RFD");

    /// Right, down, forward: OpenCV and most camera images.
    public static final ViewCoordinates RDF = RIGHT_HAND_Y_DOWN;
    /// Right, up, back: OpenGL, ARKit.
    public static final ViewCoordinates RUB = RIGHT_HAND_Y_UP;
    /// Right, forward, up: east, north, up.
    public static final ViewCoordinates RFU = RIGHT_HAND_Z_UP;
    /// Forward, left, up: the body of a robot (ROS).
    public static final ViewCoordinates FLU = of("FLU");
    /// Forward, right, down: the body of an aircraft.
    public static final ViewCoordinates FRD = of("FRD");
    /// Right, up, forward.
    public static final ViewCoordinates RUF = LEFT_HAND_Y_UP;
    /// Left, up, forward.
    public static final ViewCoordinates LUF = of("LUF");
    /// Back, right, up.
    public static final ViewCoordinates BRU = of("BRU");

    private final byte[] codes;

    private ViewCoordinates(final byte[] codes) {
        this.codes = codes;
    }

    /// Any of the 48 combinations, by the letters of x, y and z: U(p), D(own), R(ight), L(eft), F(orward), B(ack).
    ///
    /// @throws IllegalArgumentException when `axes` are not three letters of three different axes
    public static ViewCoordinates of(final String axes) {
        final byte[] codes = new byte[3];
        int seen = 0;
        for (int i = 0; i < axes.length() && i < 3; i++) {
            final int at = DIRECTIONS.indexOf(axes.charAt(i));
            codes[i] = (byte) (at + 1);
            seen |= at < 0 ? 0 : 1 << (at >> 1);
        }
        if (axes.length() != 3 || seen != 0b111) {
            throw new IllegalArgumentException(
                    "axes=" + axes + ", expected one letter each of U or D, R or L, F or B, such as RDF");
        }
        return new ViewCoordinates(codes);
    }

    ArrayData instances(final ArchetypeField field) {
        return Instances.bytes(field, codes);
    }

    /// The three letters.
    public String axes() {
        final StringBuilder text = new StringBuilder(3);
        for (final byte code : codes) {
            text.append(DIRECTIONS.charAt(code - 1));
        }
        return text.toString();
    }

    @Override
    public String name() {
        return "rerun.archetypes.ViewCoordinates";
    }

    @Override
    public List<DataCell> cells() {
        return List.of(XYZ.cell(instances(XYZ)));
    }

    @Override
    public String toString() {
        return name() + " " + axes();
    }
}
