package dev.kymo.sdk;

final class SpanLane {
    private static final String ENTITY = "kymo/lanes/";
    private static final int PROCESS_SHIFT = Integer.SIZE;
    private static final long THREAD_MASK = (1L << PROCESS_SHIFT) - 1;

    /// A thread's lane: process id in the upper 32 bits, the thread's number within it in the lower.
    public static long of(final long processId, final long threadId) {
        return (processId << PROCESS_SHIFT) | (threadId & THREAD_MASK);
    }

    /// Where the lane's name is logged.
    public static String entityOf(final long lane) {
        return ENTITY + Long.toUnsignedString(lane);
    }
}
