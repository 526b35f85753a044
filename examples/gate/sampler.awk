# Classifier-free guidance by the sampler (27), in awk: classes N(1, 1) and N(-1, 1) of equal weight, guided toward the
# first with scale w. One sample a line.
#
#   awk -v n=20000 -v w=1 -v steps=8 -v t0=0.01 -f sampler.awk |
#     plumbline check unit-pair --samples - --format csv --w 1 --steps 8 --t0 0.01
function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
BEGIN {
  srand(seed)
  for (i = 0; i < n; i++) {
    t = t0
    y = sqrt(t) + normal()
    for (k = 1; k <= steps; k++) {
      to = exp(log(t0) * (1 - k / steps))
      a = t / to
      class = sqrt(t) - y                                         # score of N(sqrt(t), 1)
      all = class - 2 * sqrt(t) / (1 + exp(2 * sqrt(t) * y))      # of both classes
      y = (y + (1 - a) * ((1 + w) * class - w * all)) / sqrt(a) + sqrt((1 - a) / a) * normal()
      t = to
    }
    printf "%.17g\n", y
  }
}
