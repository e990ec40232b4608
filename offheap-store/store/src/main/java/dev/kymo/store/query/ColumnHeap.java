package dev.kymo.store.query;

/// Columns with values to come, by the time of the next one: a binary heap of their numbers.
final class ColumnHeap {
    private final MergedColumn[] columns;
    private final int[] heap;
    private int size;

    ColumnHeap(final MergedColumn[] columns) {
        this.columns = columns;
        heap = new int[columns.length];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /// The column whose next value is first; of equal ones any.
    int first() {
        return heap[0];
    }

    void add(final int column) {
        int at = size++;
        while (at > 0 && columns[heap[(at - 1) >>> 1]].headTime() > columns[column].headTime()) {
            heap[at] = heap[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        heap[at] = column;
    }

    void removeFirst() {
        heap[0] = heap[--size];
        sinkFirst();
    }

    /// After the first column's next value has become a later one.
    void sinkFirst() {
        final int column = heap[0];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && columns[heap[child + 1]].headTime() < columns[heap[child]].headTime()) {
                child++;
            }
            if (columns[heap[child]].headTime() >= columns[column].headTime()) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = column;
    }
}
