/**
 * A real S3 endpoint in this JVM, and what stands before it to lose answers. Keeps true that a storage on an object store keeps
 * what every other one promises. Read {@link io.tidemark.it.s3.S3StorageIT} first.
 */
package io.tidemark.it.s3;
