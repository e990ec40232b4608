package dev.kymo.viewer.app;

/// How the numbered rows that producers were promised compare with those that can be queried, at a moment.
///
/// @param committed rows that a `log` call answered with COMMITTED
/// @param stored how many of those can be queried
/// @param waiting how many of those can't yet: the rest
/// @param lost how many of those that wait have waited for so long that they won't come
/// @param extra rows that can be queried and were not committed: still noted by nobody, or buffered before the
///     recorder came, or of a producer that died before it could note its last row
public record DemoCounts(long committed, long stored, long waiting, long lost, long extra) {
    static final DemoCounts NONE = new DemoCounts(0, 0, 0, 0, 0);

    DemoCounts plus(final DemoCounts more) {
        return new DemoCounts(
                committed + more.committed,
                stored + more.stored,
                waiting + more.waiting,
                lost + more.lost,
                extra + more.extra);
    }
}
