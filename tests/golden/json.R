# Writes R lists as JSON with 17 digits: Debian's R has no JSON package.
to_json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    items <- vapply(x, to_json, "")
    if (is.null(names(x))) return(paste0("[", paste(items, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", items, collapse = ", "), "}"))
  }
  items <- if (is.character(x)) paste0("\"", x, "\"")
    else if (is.logical(x)) ifelse(is.na(x), "null", ifelse(x, "true", "false"))
    else ifelse(is.na(x), "null", ifelse(x == Inf, "\"Inf\"", ifelse(x == -Inf, "\"-Inf\"", sprintf("%.17g", x))))
  if (length(x) == 1 && !inherits(x, "AsIs")) items else paste0("[", paste(items, collapse = ", "), "]")
}
write_json <- function(value, path) {
  value <- c(list(versions = list(R = R.version.string)), value)
  lines <- vapply(names(value), function(name) {
    v <- value[[name]]
    body <- if (is.list(v) && is.null(names(v))) paste0("[\n  ", paste(vapply(v, to_json, ""), collapse = ",\n  "), "\n ]")
      else to_json(v)
    paste0(" \"", name, "\": ", body)
  }, "")
  writeLines(paste0("{\n", paste(lines, collapse = ",\n"), "\n}"), path)
}
here <- function() {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
  dirname(file)
}
