/**
 * The jars that tasks run with, in the storage. Keeps true that a jar is there while anybody runs jobs with it, and goes some
 * days after the last of them. Knows the batch layer's {@code storage}. Read {@link io.tidemark.mapreduce.jars.JobJars}
 * first.
 */
package io.tidemark.mapreduce.jars;
