/**
 * What the layers say to one another: small interfaces, each with an in-process and a remote form. Read
 * {@link io.tidemark.seam.RealtimeView} and {@link io.tidemark.seam.BatchViews} first.
 */
package io.tidemark.seam;
