/**
 * The archive: every record of every stream, immutable, in Parquet. This package knows its chains by name and footer;
 * {@code archive.write} makes them grow, {@code archive.read} tells what their files hold. Keeps true that the files of a
 * partition are one chain from the beginning on, each beginning where the one before ends, whatever is killed and however
 * many writers there are. A beginning, which says where a chain begins, is written before anything of it and is never made up
 * later. Knows {@code storage}, {@code lists} and {@code publish}, whose manifests refer to lists of its files, and the module
 * {@code parquet-columns}; the other packages of this layer know it. Read {@link io.tidemark.batch.archive.Archive} first,
 * then {@link io.tidemark.batch.archive.ArchiveFile}.
 */
package io.tidemark.batch.archive;
