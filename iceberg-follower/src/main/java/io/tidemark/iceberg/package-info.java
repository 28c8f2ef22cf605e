/**
 * Shows what is published as tables of Apache Iceberg, without a copy: each manifest is a snapshot that names the same files,
 * and says in its summary which manifest it is and up to which offsets. Keeps true that a snapshot shows one manifest and
 * nothing else, that none is committed twice whatever answers are lost and however many processes follow, and that nobody deletes
 * our files by way of a table. Knows the batch layer. Read {@link io.tidemark.iceberg.IcebergFollower} first, then {@link
 * io.tidemark.iceberg.FollowedTable}.
 */
package io.tidemark.iceberg;
