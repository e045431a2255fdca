# Golden values from base R: p.adjust, prop.trend.test, TOST by two t.test(), difference in differences. Run: Rscript families.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "json.R"))
set.seed(20260307)
ps <- list(c(0.01, 0.04), c(0.2, 0.001, 0.03, 0.03, 0.9), round(runif(25)^2, 5), c(1, 1, 0), 0.3)
adjust <- lapply(ps, function(p) list(p = I(p), holm = I(p.adjust(p, "holm")), bh = I(p.adjust(p, "BH")), by = I(p.adjust(p, "BY"))))
trends <- lapply(list(
  list(c(2, 8, 19), c(40, 40, 40), c(0, 1, 3)), list(c(83, 90, 129, 70), c(86, 93, 136, 82), 1:4),
  list(c(0, 1, 5, 9, 30), c(20, 25, 30, 35, 60), c(0, 1, 3, 5, 9)), list(c(5, 5), c(10, 10), c(0, 1))), function(x) {
  t <- suppressWarnings(prop.trend.test(x[[1]], x[[2]], x[[3]]))
  w <- lm(x[[1]] / x[[2]] ~ x[[3]], weights = x[[2]])
  list(events = I(x[[1]]), n = I(x[[2]]), scores = I(x[[3]]), chi = unname(t$statistic), p = t$p.value, slope = unname(coef(w)[2]))
})
tost <- lapply(list(list(10, 0.5), list(40, 0.3), list(25, 2)), function(x) {
  n <- x[[1]]; d <- x[[2]]
  control <- round(rnorm(n), 4); treatment <- round(control + rnorm(n, 0.1, 0.4), 4); other <- round(rnorm(n + 7, 0.1, 2), 4)
  p <- function(a, b, paired) max(t.test(a, b, mu = -d, alternative = "greater", paired = paired)$p.value,
    t.test(a, b, mu = d, alternative = "less", paired = paired)$p.value)
  list(control = I(control), treatment = I(treatment), other = I(other), smallest = d,
    paired = p(treatment, control, TRUE), pairedInterval = I(as.numeric(t.test(treatment, control, paired = TRUE, conf.level = 0.9)$conf.int)),
    unpaired = p(other, control, FALSE), unpairedInterval = I(as.numeric(t.test(other, control, conf.level = 0.9)$conf.int)))
})
did <- lapply(1:2, function(i) {
  cb <- round(rnorm(12), 3); ca <- round(cb + rnorm(12, 0.2), 3); tb <- round(rnorm(9), 3); ta <- round(tb + rnorm(9, 1), 3)
  t <- t.test(ta - tb, ca - cb)
  list(cb = I(cb), ca = I(ca), tb = I(tb), ta = I(ta), estimate = mean(ta - tb) - mean(ca - cb), p = t$p.value, i = I(as.numeric(t$conf.int)))
})
write_json(list(adjust = adjust, trends = trends, tost = tost, did = did), file.path(here(), "families.json"))
