package io.tidemark.serving.index;

/** Nobody who has a range of groups can be asked for it: an answer that needs it cannot be given. */
public final class RangeAwayException extends RuntimeException {
    private final String place;

    /** @param place names the aggregation and the range */
    public RangeAwayException(String place, String why, Throwable cause) {
        super(why, cause);
        this.place = place;
    }

    public String place() {
        return place;
    }
}
