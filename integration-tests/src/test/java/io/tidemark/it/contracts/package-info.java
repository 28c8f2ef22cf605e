/**
 * The contracts of the batch layer's seams that have a form outside it: {@link io.tidemark.it.contracts.StorageContract} on
 * the local disk, on HDFS and on the simulation's files in memory, and steering over HTTP. The others run beside the forms
 * themselves. Read {@link io.tidemark.it.contracts.StorageContract} first.
 */
package io.tidemark.it.contracts;
