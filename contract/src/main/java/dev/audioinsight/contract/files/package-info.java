/** Audio files by their names, for every command that is given some. */
package dev.audioinsight.contract.files;
