package dev.kymo.viewer.view;

/// Which part of a flat scene is looked at.
///
/// @param centreX the image pixel in the middle of the picture
/// @param centreY the same, downwards
/// @param scale picture pixels per image pixel, more than 0
public record FlatWindow(double centreX, double centreY, double scale) {
    private static final double MARGIN = 0.98;
    /// How small a scene may get, as a part of the picture that shows all of it.
    private static final double MAX_ZOOM_OUT = 5;

    private static final double MAX_SCALE = 256;

    public FlatWindow {
        if (!(scale > 0 && Double.isFinite(scale + centreX + centreY))) {
            throw new IllegalArgumentException("centre=" + centreX + ", " + centreY + ", scale=" + scale);
        }
    }

    /// All of the scene, as large as it fits.
    public static FlatWindow fit(final FlatScene scene, final int pixelWidth, final int pixelHeight) {
        if (scene.isEmpty()) {
            return new FlatWindow(0, 0, 1);
        }
        final double scale = MARGIN * Math.min(pixelWidth / scene.width(), pixelHeight / scene.height());
        return new FlatWindow(scene.width() / 2, scene.height() / 2, scale);
    }

    /// Larger by `factor` about a place of the picture, which keeps showing what it shows.
    public FlatWindow zoomedAt(
            final double factor,
            final double pixelX,
            final double pixelY,
            final int pixelWidth,
            final int pixelHeight,
            final FlatScene scene) {
        final double least = fit(scene, pixelWidth, pixelHeight).scale / MAX_ZOOM_OUT;
        final double wanted = Math.clamp(scale * factor, least, Math.max(least, MAX_SCALE));
        final double x = imageX(pixelX, pixelWidth);
        final double y = imageY(pixelY, pixelHeight);
        return new FlatWindow(
                x - (pixelX - pixelWidth / 2.0) / wanted, y - (pixelY - pixelHeight / 2.0) / wanted, wanted);
    }

    /// Moved with the pointer by so many picture pixels.
    public FlatWindow draggedBy(final double pixelsX, final double pixelsY) {
        return new FlatWindow(centreX - pixelsX / scale, centreY - pixelsY / scale, scale);
    }

    /// The image pixel at a place of the picture.
    public double imageX(final double pixelX, final int pixelWidth) {
        return centreX + (pixelX - pixelWidth / 2.0) / scale;
    }

    /// The image pixel at a place of the picture.
    public double imageY(final double pixelY, final int pixelHeight) {
        return centreY + (pixelY - pixelHeight / 2.0) / scale;
    }

    double visibleHeight(final int pixelHeight) {
        return pixelHeight / scale;
    }
}
