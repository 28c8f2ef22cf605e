package io.tidemark.groups;

import io.tidemark.fold.GroupKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Places at which what a view has falls into pieces of about one size, for threads that go through them side by side.
 *
 * @param places where the second piece begins, and each further one, in order; they need be no groups that are there, and
 *     fewer than were asked for may be told
 * @param bytes about how much there is in all
 */
public record GroupBorders(List<GroupKey> places, long bytes) {
    /** There is nothing, or nobody knows. */
    public static final GroupBorders NONE = new GroupBorders(List.of(), 0);

    /** A piece that is off by so much of its size is good enough. */
    private static final int TOLERANCE = 8;

    private static final int LONGEST = 64;
    private static final int BYTE = 256;

    /** The one with more of the two. */
    public static GroupBorders ofMore(GroupBorders one, GroupBorders other) {
        return one.bytes >= other.bytes ? one : other;
    }

    /**
     * Finds them byte by byte.
     *
     * @param below about how much there is of the groups before one
     */
    public static GroupBorders of(long bytes, int pieces, ToLongFunction<GroupKey> below) {
        List<GroupKey> places = new ArrayList<>();
        for (int piece = 1; piece < pieces && bytes > 0; piece++) {
            GroupKey last = places.isEmpty() ? GroupKey.FIRST : places.get(places.size() - 1);
            // In this order the product is not too large for a long.
            GroupKey place = place(bytes / pieces * piece, bytes, bytes / pieces / TOLERANCE, below);
            if (place.compareTo(last) > 0) {
                places.add(place);
            }
        }
        return new GroupBorders(List.copyOf(places), bytes);
    }

    private static GroupKey place(long target, long bytes, long tolerance, ToLongFunction<GroupKey> below) {
        byte[] place = {};
        long least = 0;
        long most = bytes;
        while (most - least > tolerance && place.length < LONGEST) {
            place = Arrays.copyOf(place, place.length + 1);
            int from = 0;
            int end = BYTE;
            while (end - from > 1) {
                int middle = (from + end) >>> 1;
                place[place.length - 1] = (byte) middle;
                long found = below.applyAsLong(GroupKey.of(place.clone()));
                if (found <= target) {
                    from = middle;
                    least = found;
                } else {
                    end = middle;
                    most = found;
                }
            }
            place[place.length - 1] = (byte) from;
        }
        return GroupKey.of(place);
    }
}
