/**
 * What nodes of an installation say of themselves to one another, by a compacted topic of ours: no other service is needed.
 * Knows bytes alone, not what they mean. Read {@link io.tidemark.kafka.announce.Announcements} first.
 */
package io.tidemark.kafka.announce;
