/**
 * How a node asks another of the same installation: who it shows itself to be, how long it waits, and how rows of a view are
 * sent. What is asked is the layers' own. Read {@link io.tidemark.http.node.RemoteNode} first.
 */
package io.tidemark.http.node;
