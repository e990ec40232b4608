package dev.kymo.viewer.view;

/// The n-th smallest of some numbers without sorting them all: quickselect, C. A. R. Hoare, "Algorithm 65: Find",
/// CACM 4 (1961), with the middle of three as pivot.
final class Selection {
    /// Shorter runs are sorted.
    private static final int SHORT = 16;

    private Selection() {}

    /// What would be at `index` if `values[from]` to `values[to - 1]` were sorted. Then it is there: smaller ones are
    /// before it, greater ones behind.
    ///
    /// @param index from `from` to `to - 1`
    static double nth(final double[] values, final int from, final int to, final int index) {
        int low = from;
        int high = to - 1;
        while (high - low >= SHORT) {
            final double pivot = middle(values[low], values[(low + high) >>> 1], values[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    final double kept = values[i];
                    values[i] = values[j];
                    values[j] = kept;
                    i++;
                    j--;
                }
            }
            if (index <= j) {
                high = j;
            } else if (index >= i) {
                low = i;
            } else {
                return values[index];
            }
        }
        java.util.Arrays.sort(values, low, high + 1);
        return values[index];
    }

    private static double middle(final double a, final double b, final double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
