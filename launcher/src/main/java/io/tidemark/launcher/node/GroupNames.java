package io.tidemark.launcher.node;

/**
 * What the consumer groups and the topics of an installation are called.
 *
 * @param prefix different for each installation on one Kafka cluster
 */
public record GroupNames(String prefix) {
    /** The topic in which speed nodes announce themselves. */
    public String nodes() {
        return prefix + "-nodes";
    }

    /** Of those who write the archive. */
    public String archive() {
        return prefix + "-archive";
    }

    /** Of the speed nodes that share the partitions of one replica. */
    public String speed(String replica) {
        return prefix + "-speed-" + replica;
    }
}
