package io.tidemark.serving.ranges;

import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import java.net.URI;
import java.util.List;

/**
 * How serving nodes divide views among themselves; the same in all of them but for which is their own.
 *
 * @param borders of the aggregations that are divided, as {@link RangeLayout} reads them
 * @param own the number of this node's range, from 1 on
 * @param owners of each range in turn, the nodes that have it; those of the own range are not asked
 * @param listener where the others ask this node
 * @param pass what nodes show one another
 */
public record RangeSettings(String borders, int own, List<List<URI>> owners, ListenerSettings listener, NodePass pass) {
    static final String BORDERS = "serving.ranges";
    static final String OWNERS = "serving.peers";
    static final String OWN = "serving.range";

    public RangeSettings {
        owners = owners.stream().map(List::copyOf).toList();
        if (owners.size() < 2) {
            throw new RangesException(
                    OWNERS,
                    owners.isEmpty() ? "names nobody" : "names the nodes of one range alone",
                    "name the nodes of each range of " + BORDERS + " in turn, this one's too, or leave both out");
        }
        if (own < 1 || own > owners.size()) {
            throw new RangesException(
                    OWN,
                    own + " is the number of no range",
                    "write which of the " + owners.size() + " that " + OWNERS
                            + " names is this node's: 1 for the first");
        }
    }

    public RangeSettings showing(NodePass other) {
        return new RangeSettings(borders, own, owners, listener, other);
    }
}
