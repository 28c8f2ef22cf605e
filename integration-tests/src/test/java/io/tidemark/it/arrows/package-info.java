/**
 * The arrows between modules and packages: who may know whom. The poms say the same of modules, by
 * {@code bannedDependencies}; here it is said of what the classes really use.
 */
package io.tidemark.it.arrows;
