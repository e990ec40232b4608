package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.ValueLayout;
import java.util.List;

final class ViewCoordinates {
    /// Position in this text, from 1, is the code of a direction; neighbours 1 and 2, 3 and 4, 5 and 6 are one
    /// axis.
    private static final String DIRECTIONS = "UDRLFB";

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
        return new ViewCoordinates(NONE.with(XYZ, Instances.bytes(XYZ, codes)));
    }

    /// The three letters; empty when nothing is set.
    public String axes() {
        final StringBuilder text = new StringBuilder(3);
        for (final byte code : codes()) {
            text.append(DIRECTIONS.charAt(code - 1));
        }
        return text.toString();
    }

    byte[] codes() {
        final List<DataCell> cells = fields.cells();
        return cells.isEmpty()
                ? new byte[0]
                : cells.getFirst().instances().flatBytes().toArray(ValueLayout.JAVA_BYTE);
    }

    /// One for each row of [#columns].
    public ViewCoordinates manyXyz(final ViewCoordinates... axes) {
        return new ViewCoordinates(fields.with(XYZ, Instances.viewCoordinates(XYZ, List.of(axes))));
    }
}
