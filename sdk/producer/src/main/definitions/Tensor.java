package dev.kymo.sdk;

final class Tensor {
    /// Floats of a shape, the last dimension's lying side by side; borrowed.
    ///
    /// @param shape the length of each dimension
    /// @throws IllegalArgumentException when there are not as many values as the shape says
    public static Tensor of(final float[] values, final long... shape) {
        return update().data(TensorData.of(values, shape));
    }

    /// Unsigned bytes of a shape, the last dimension's lying side by side; borrowed.
    ///
    /// @param shape the length of each dimension
    /// @throws IllegalArgumentException when there are not as many values as the shape says
    public static Tensor of(final byte[] values, final long... shape) {
        return update().data(TensorData.of(values, shape));
    }
}
