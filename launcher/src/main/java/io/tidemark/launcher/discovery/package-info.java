/**
 * How speed nodes and serving nodes of different processes find one another: by what speed nodes announce in a topic of the
 * installation's. Read {@link io.tidemark.launcher.discovery.AnnouncedNodes} first.
 */
package io.tidemark.launcher.discovery;
