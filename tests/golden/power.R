# Golden values for power from base R. Run: Rscript power.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "json.R"))
ts <- list()
for (x in list(c(0.5, 34, 0.05), c(0.2, 10, 0.05), c(0.8, 20, 0.01), c(0, 15, 0.05), c(1.5, 5, 0.05), c(0.05, 3000, 0.05)))
  ts[[length(ts) + 1]] <- list(effect = x[1], n = x[2], alpha = x[3],
    paired = power.t.test(n = x[2], delta = x[1], sd = 1, sig.level = x[3], type = "paired", strict = TRUE)$power,
    unpaired = power.t.test(n = x[2], delta = x[1], sd = 1, sig.level = x[3], type = "two.sample", strict = TRUE)$power)
mc <- list()
for (x in list(c(0.3, 0.1, 60), c(0.05, 0.05, 30), c(0.9, 0.1, 12), c(0.02, 0, 400), c(0.4, 0.3, 5))) {
  g <- x[1]; l <- x[2]; n <- x[3]; exact <- 0; mid <- 0
  for (a in 0:n) for (b in 0:(n - a)) {
    p <- exp(lgamma(n + 1) - lgamma(a + 1) - lgamma(b + 1) - lgamma(n - a - b + 1)) * g^a * l^b * (1 - g - l)^(n - a - b)
    tail <- pbinom(min(a, b), a + b, 0.5)
    if (min(1, 2 * tail) <= 0.05) exact <- exact + p
    if (2 * tail - dbinom(min(a, b), a + b, 0.5) <= 0.05) mid <- mid + p
  }
  mc[[length(mc) + 1]] <- list(gained = g, lost = l, n = n, exact = exact, mid = mid)
}
pr <- list()
for (x in list(c(0.2, 0.5, 40, 40), c(0.05, 0.05, 20, 35), c(0.9, 0.99, 50, 60))) {
  n0 <- x[3]; n1 <- x[4]; power <- 0
  for (a in 0:n0) for (b in 0:n1) {
    p <- (a + b) / (n0 + n1)
    v <- p * (1 - p) * (1 / n0 + 1 / n1) * (n0 + n1) / (n0 + n1 - 1)
    z <- if (v == 0) 0 else (b / n1 - a / n0) / sqrt(v)
    if (2 * pnorm(-abs(z)) <= 0.05) power <- power + dbinom(a, n0, x[1]) * dbinom(b, n1, x[2])
  }
  pr[[length(pr) + 1]] <- list(control = x[1], treatment = x[2], nControl = n0, nTreatment = n1, power = power)
}
need <- ceiling(power.t.test(delta = c(0.3), sd = 1, power = 0.9, type = "paired", strict = TRUE)$n)
widths <- list()
for (x in list(c(0.2, 0.4), c(1, 0.3), c(0.05, 0.5))) {
  n <- 2; while (2 * qt(0.975, n - 1) * x[2] / sqrt(n) > x[1]) n <- n + 1
  widths[[length(widths) + 1]] <- list(width = x[1], spread = x[2], n = n)
}
write_json(list(t = ts, mcnemar = mc, proportions = pr, need = need, widths = widths), file.path(here(), "power.json"))
