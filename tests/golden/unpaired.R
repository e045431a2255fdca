# Golden values for unpaired tests from base R. Run: Rscript unpaired.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "json.R"))
set.seed(20260304)
data <- list(
  list(control = c(1.1, 2.3, 0.4, 5.2), treatment = c(1.9, 2.2, 1.6, 6.9, 5.0, 9.3)),
  list(control = round(rnorm(15), 4), treatment = round(rnorm(40, 0.6, 3), 4)),
  list(control = round(rnorm(49), 5), treatment = round(rnorm(48, 0.2, 2), 5)),
  list(control = round(rnorm(70), 5), treatment = round(rnorm(30, 0.5, 2), 5)),
  list(control = sample(0:5, 30, TRUE) / 5, treatment = sample(1:5, 25, TRUE) / 5),
  list(control = c(1, 2), treatment = c(3, 9)),
  list(control = c(0, 0, 0, 1), treatment = c(1, 1, 1, 0, 1))
)
cases <- lapply(data, function(x) {
  t <- t.test(x$treatment, x$control)
  w <- suppressWarnings(wilcox.test(x$treatment, x$control))
  list(control = I(x$control), treatment = I(x$treatment),
    t = list(statistic = unname(t$statistic), df = unname(t$parameter), p = t$p.value, i95 = I(as.numeric(t$conf.int))),
    u = list(U = unname(w$statistic), p = w$p.value))
})
rates <- list()
for (k in list(c(0, 1), c(1, 1), c(0, 10), c(3, 10), c(17, 60), c(60, 60), c(50000, 100000), c(1, 100000))) {
  for (conf in c(0.95, 0.9)) {
    w <- suppressWarnings(prop.test(k[1], k[2], conf.level = conf, correct = FALSE))$conf.int
    b <- binom.test(k[1], k[2], conf.level = conf)$conf.int
    tail <- (1 - conf) / 2
    j <- c(if (k[1] == 0) 0 else qbeta(tail, k[1] + 0.5, k[2] - k[1] + 0.5), if (k[1] == k[2]) 1 else qbeta(1 - tail, k[1] + 0.5, k[2] - k[1] + 0.5))
    rates[[length(rates) + 1]] <- list(events = k[1], n = k[2], confidence = conf, wilson = I(as.numeric(w)), exact = I(as.numeric(b)), jeffreys = I(j))
  }
}
write_json(list(cases = cases, rates = rates), file.path(here(), "unpaired.json"))
