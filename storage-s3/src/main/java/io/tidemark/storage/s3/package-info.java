/**
 * What Tidemark asks of S3 that no other storage knows. Keeps true that what a killed process was sending is not paid for
 * for ever. Knows {@code batch.storage}, whose services it provides, and is known to nobody. Read
 * {@link io.tidemark.storage.s3.S3Uploads} first.
 */
package io.tidemark.storage.s3;
