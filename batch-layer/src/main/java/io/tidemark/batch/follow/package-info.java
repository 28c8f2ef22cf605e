/**
 * Followers: systems of others that are shown what is published. Keeps true that a run publishes without asking one, and that
 * no file is deleted that one still names. A module that knows such a system provides {@link
 * io.tidemark.batch.follow.FollowerProvider}. Read {@link io.tidemark.batch.follow.ManifestFollower} first.
 */
package io.tidemark.batch.follow;
