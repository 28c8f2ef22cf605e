/**
 * Who asked what, and what they were told, on disk. What was refused and what changes something is there before its answer
 * goes; what was read, a second later at most. No thread that answers waits for the disk. Read
 * {@link io.tidemark.serving.http.audit.AuditLog} first.
 */
package io.tidemark.serving.http.audit;
