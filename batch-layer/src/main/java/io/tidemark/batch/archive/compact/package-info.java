/**
 * Compaction: many small files of a chain become one, once lists name them. Keeps true that a record is named once by every
 * manifest, that what a file holds and says is what the small ones held and said, and that a file goes only when no kept manifest
 * names it; what a process that dies leaves behind is named by nobody, and goes too. Knows {@code archive} and {@code publish}, and
 * of {@code schedule} when nobody waits for a run. Read {@link io.tidemark.batch.archive.compact.ArchiveCompaction} first.
 */
package io.tidemark.batch.archive.compact;
