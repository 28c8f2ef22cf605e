/**
 * What the layers say to one another: small interfaces, each with an in-process and a remote form. Read
 * {@link io.tidemark.seam.RealtimeView} and {@link io.tidemark.seam.BatchViews} first. More than fifteen files: most are
 * messages of a few lines, and whoever writes a form of a seam needs those of the other side too.
 */
package io.tidemark.seam;
