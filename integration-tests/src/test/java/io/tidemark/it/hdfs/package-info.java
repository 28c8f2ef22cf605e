/**
 * The batch layer on a real HDFS, which differs from the local disk where it matters: how a file becomes visible, and what
 * a rename onto another one does. Read {@link io.tidemark.it.hdfs.HdfsBatchIT} first.
 */
package io.tidemark.it.hdfs;
