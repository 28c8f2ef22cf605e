/** Asks a serving node over HTTP. Read {@link io.tidemark.launcher.client.NodeClient}. */
package io.tidemark.launcher.client;
