package dev.kymo.sdk;

final class Pinhole {
    /// A camera with the axes [ViewCoordinates#RDF] (x right, y down, z forward).
    ///
    /// @param fx focal length along x, in pixels
    /// @param fy focal length along y, in pixels
    /// @param cx principal point from the left, in pixels
    /// @param cy principal point from the top, in pixels
    /// @param width of the image in pixels
    /// @param height of the image in pixels
    public static Pinhole of(
            final double fx, final double fy, final double cx, final double cy, final int width, final int height) {
        return update().imageFromCamera((float) fx, 0, 0, 0, (float) fy, 0, (float) cx, (float) cy, 1)
                .resolution(width, height)
                .cameraXyz(ViewCoordinates.RDF);
    }

    /// A camera that looks through the middle of its image.
    ///
    /// @param focalLength in pixels
    /// @param width of the image in pixels
    /// @param height of the image in pixels
    public static Pinhole of(final double focalLength, final int width, final int height) {
        return of(focalLength, focalLength, width / 2.0, height / 2.0, width, height);
    }
}
