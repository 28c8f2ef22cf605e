package io.tidemark.tidemark;

/** Offsets of one partition, half open: {@code [first, end)}. */
public record OffsetRange(long first, long end) {
    public OffsetRange {
        if (first < 0 || end < first) {
            throw new IllegalArgumentException("not an offset range: [" + first + ", " + end + ")");
        }
    }

    public boolean contains(long offset) {
        return offset >= first && offset < end;
    }

    public boolean isEmpty() {
        return first == end;
    }
}
