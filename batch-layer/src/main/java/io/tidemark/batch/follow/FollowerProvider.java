package io.tidemark.batch.follow;

/** Opens a follower. One that is on the class path is found by its name, as {@link java.util.ServiceLoader} finds services. */
public interface FollowerProvider {
    /** What {@code batch.follower} calls it. */
    String name();

    /**
     * Opens it, for as long as the process lives. Asks nothing that may pass, such as whether its system can be reached now.
     *
     * @throws FollowerException if it is not set up, with what to set
     */
    ManifestFollower open(FollowerChoice choice, FollowerContext context);
}
