package dev.kymo.sdk;

/// Colours as the integers that components hold: `0xRRGGBBAA`, sRGB, with straight (not premultiplied) alpha.
public final class Color {
    public static final int BLACK = 0x000000FF;
    public static final int WHITE = 0xFFFFFFFF;
    public static final int RED = 0xFF0000FF;
    public static final int GREEN = 0x00FF00FF;
    public static final int BLUE = 0x0000FFFF;
    public static final int YELLOW = 0xFFFF00FF;
    public static final int CYAN = 0x00FFFFFF;
    public static final int MAGENTA = 0xFF00FFFF;
    public static final int ORANGE = 0xFFA500FF;
    public static final int GRAY = 0x808080FF;

    private Color() {}

    /// An opaque colour.
    ///
    /// @throws IllegalArgumentException when a channel is outside 0 to 255
    public static int rgb(final int red, final int green, final int blue) {
        return rgba(red, green, blue, 255);
    }

    /// @param alpha 0 is invisible, 255 opaque
    /// @throws IllegalArgumentException when a channel is outside 0 to 255
    public static int rgba(final int red, final int green, final int blue, final int alpha) {
        if (((red | green | blue | alpha) & ~0xFF) != 0) {
            throw new IllegalArgumentException("red=" + red + ", green=" + green + ", blue=" + blue + ", alpha=" + alpha
                    + ", expected each from 0 to 255");
        }
        return red << 24 | green << 16 | blue << 8 | alpha;
    }

    /// From bytes of red, green and blue, three a colour, as scanners and images have them; all opaque. A new
    /// array.
    ///
    /// @throws IllegalArgumentException when the length is no multiple of 3
    public static int[] fromRgb8(final byte[] rgb) {
        if (rgb.length % 3 != 0) {
            throw new IllegalArgumentException("rgb.length=" + rgb.length + ", expected a multiple of 3");
        }
        final int[] colors = new int[rgb.length / 3];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = (rgb[3 * i] & 0xFF) << 24 | (rgb[3 * i + 1] & 0xFF) << 16 | (rgb[3 * i + 2] & 0xFF) << 8 | 0xFF;
        }
        return colors;
    }
}
