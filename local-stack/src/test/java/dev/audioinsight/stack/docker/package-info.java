/**
 * Tests of what runs in containers, tagged {@code docker}: the worker's image on a broker in a
 * container, and the compose file. They need a Docker Engine and what the build has packaged.
 */
package dev.audioinsight.stack.docker;
