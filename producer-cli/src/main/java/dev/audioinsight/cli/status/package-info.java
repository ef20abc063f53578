/** How far the workers of a group are, as the cluster tells it. */
package dev.audioinsight.cli.status;
