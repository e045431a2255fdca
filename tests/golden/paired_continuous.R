# Golden values for paired tests on numbers, from base R. Run: Rscript paired_continuous.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "json.R"))
set.seed(20260302)
data <- list(
  list(control = c(1.1, 2.3, 0.4, 5.2, 3.3), treatment = c(1.9, 2.2, 1.6, 6.9, 5.0)),
  list(control = round(rnorm(20), 4), treatment = round(rnorm(20, 0.6), 4)),
  list(control = round(rnorm(49), 5), treatment = round(rnorm(49, 0.2, 2), 5)),
  list(control = round(rnorm(60), 5), treatment = round(rnorm(60, 0.2, 2), 5)),
  list(control = sample(0:5, 30, TRUE) / 5, treatment = sample(1:5, 30, TRUE) / 5), # ties and zeros
  list(control = c(0, 0, 0, 0, 0, 0), treatment = c(1, 1, 1, 1, -1, 0)),
  list(control = c(2, 4), treatment = c(3, 9)),
  list(control = c(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 5), treatment = c(1e9 + 2, 1e9 + 4, 1e9 + 3.5, 1e9 + 9)),
  list(control = -round(rexp(40), 5), treatment = round(rexp(40), 5))
)
walsh <- function(d) { m <- outer(d, d, "+") / 2; sort(m[upper.tri(m, diag = TRUE)]) }
hl <- function(d, conf) {
  n <- length(d); w <- walsh(d); tail <- (1 - conf) / 2
  cut <- if (n < 50) qsignrank(tail, n) else floor(n * (n + 1) / 4 - qnorm(1 - tail) * sqrt(n * (n + 1) * (2 * n + 1) / 24))
  if (cut < 1) return(NULL)
  I(c(w[cut], w[length(w) + 1 - cut]))
}
cases <- lapply(data, function(x) {
  d <- x$treatment - x$control
  t95 <- t.test(x$treatment, x$control, paired = TRUE)
  t80 <- t.test(x$treatment, x$control, paired = TRUE, conf.level = 0.8)
  w <- suppressWarnings(wilcox.test(x$treatment, x$control, paired = TRUE))
  n <- length(d); df <- n - 1
  dz <- mean(d) / sd(d)
  J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  end <- function(p) uniroot(function(shift) pt(dz * sqrt(n), df, shift) - p, dz * sqrt(n) + c(-25, 25), tol = 1e-13)$root / sqrt(n)
  s2 <- (var(x$control) + var(x$treatment)) / 2
  dav <- if (s2 > 0) mean(d) / sqrt(s2) else NA
  cv <- cov(x$control, x$treatment)
  se <- sqrt(dav^2 * (var(x$control)^2 + var(x$treatment)^2 + 2 * cv^2) / (8 * df * s2^2) + var(d) / (df * s2))
  list(control = I(x$control), treatment = I(x$treatment),
    t = list(statistic = unname(t95$statistic), df = unname(t95$parameter), p = t95$p.value, estimate = unname(t95$estimate),
      i95 = I(as.numeric(t95$conf.int)), i80 = I(as.numeric(t80$conf.int))),
    wilcoxon = list(V = unname(w$statistic), p = w$p.value),
    hl = list(estimate = median(walsh(d)), i95 = hl(d, 0.95), i80 = hl(d, 0.8)),
    dz = if (n > 2) list(estimate = J * dz, uncorrected = dz, i95 = I(c(end(0.975), end(0.025)))) else NULL,
    dav = if (n > 2 && s2 > 0) list(estimate = J * dav, i95 = I(dav + c(-1, 1) * qnorm(0.975) * se)) else NULL)
})
# Two large ones, made here and in the test by the same formula.
big <- ((1:100000) * 7919) %% 100003 / 100003 - 0.495
noncentral <- list()
for (a in list(c(2, 5, 1), c(0.5, 1, 2), c(-1, 30, 0.5), c(3, 300, 2.5), c(10, 12, 8), c(1, 2, -1)))
  noncentral[[length(noncentral) + 1]] <- I(c(a, pt(a[1], a[2], a[3])))
write_json(list(cases = cases, noncentral = noncentral,
  big = list(t = unname(t.test(big)$statistic), p = t.test(big)$p.value, V = unname(wilcox.test(big)$statistic), wp = wilcox.test(big)$p.value)),
  file.path(here(), "paired_continuous.json"))
