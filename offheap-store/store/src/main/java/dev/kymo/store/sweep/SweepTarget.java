package dev.kymo.store.sweep;

/// How much a sweep is to give back.
public sealed interface SweepTarget {
    /// All that may go.
    static SweepTarget everything() {
        return new Fraction(1);
    }

    /// So much of what can go, between 0 and 1.
    record Fraction(double part) implements SweepTarget {
        public Fraction {
            if (!(part >= 0 && part <= 1)) {
                throw new IllegalArgumentException("fraction " + part + " is not between 0 and 1");
            }
        }
    }

    /// So many bytes, or a little more: whole chunks go.
    record Bytes(long bytes) implements SweepTarget {
        public Bytes {
            if (bytes < 0) {
                throw new IllegalArgumentException(bytes + " bytes");
            }
        }
    }

    /// What to give back when so many bytes are too many: a fifth more, so that the next row does not sweep again, and
    /// a
    /// quarter of what can go at least; all of it at most.
    static SweepTarget forExcess(final long excess, final long sweepable) {
        final long enough = Math.max(0, excess) + Math.max(0, excess) / 5;
        return new Bytes(Math.min(sweepable, Math.max(enough, sweepable / 4)));
    }

    /// In bytes, of so many that can go.
    default long of(final long sweepable) {
        return switch (this) {
            case Fraction(final double part) -> (long) Math.ceil(sweepable * part);
            case Bytes(final long bytes) -> Math.min(bytes, sweepable);
        };
    }
}
