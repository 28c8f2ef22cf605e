/**
 * The main job with everything embedded: a month of real flights into a broker in this process, one definition class,
 * both layers, and answers over HTTP that are checked at the end. Read {@link io.tidemark.launcher.demo.Demo} first.
 */
package io.tidemark.launcher.demo;
