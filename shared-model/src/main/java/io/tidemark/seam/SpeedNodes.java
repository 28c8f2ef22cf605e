package io.tidemark.seam;

import java.util.List;
import java.util.stream.IntStream;

/** The speed nodes that may be asked at present; they come and go meanwhile. Safe for use by many threads. */
public interface SpeedNodes {
    /** All of them, in an order that stays. A node that stays is the same one each time. */
    List<Node> present();

    /**
     * One of them.
     *
     * @param name what people know it by, such as where it is asked; no other node's
     */
    record Node(String name, RealtimeView view) {
        /** What a fault calls it. */
        public String place() {
            return "speed node " + name;
        }
    }

    /** Nodes that stay, known by their numbers. */
    static SpeedNodes of(List<? extends RealtimeView> views) {
        return those(IntStream.range(0, views.size())
                .mapToObj(number -> new Node(String.valueOf(number + 1), views.get(number)))
                .toList());
    }

    /** Nodes that stay. */
    static SpeedNodes those(List<Node> nodes) {
        List<Node> all = List.copyOf(nodes);
        return () -> all;
    }
}
