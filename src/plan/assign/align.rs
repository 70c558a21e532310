//! The best matching of two sequences that keeps their order.

/// Returns the pairs, in order, whose scores add up highest; a pair without a score is not allowed. Of equally good
/// matchings it always returns the same one.
pub(super) fn align(left: usize, right: usize, score: &dyn Fn(usize, usize) -> Option<i64>) -> Vec<(usize, usize)> {
    let mut best = Table::new(left, right);
    for a in (0..left).rev() {
        for b in (0..right).rev() {
            let skipped = best.get(a + 1, b).max(best.get(a, b + 1));
            let taken = score(a, b).map_or(i64::MIN, |score| score + best.get(a + 1, b + 1));
            best.set(a, b, skipped.max(taken));
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < left && b < right {
        let total = best.get(a, b);
        if score(a, b).is_some_and(|score| score + best.get(a + 1, b + 1) == total) {
            pairs.push((a, b));
            a += 1;
            b += 1;
        } else if best.get(a + 1, b) == total {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// The best sums from each place on.
struct Table {
    width: usize,
    cells: Vec<i64>,
}

impl Table {
    fn new(left: usize, right: usize) -> Self {
        let width = right + 1;
        Self { width, cells: vec![0; (left + 1) * width] }
    }

    fn get(&self, a: usize, b: usize) -> i64 {
        self.cells.get(a * self.width + b).copied().unwrap_or(0)
    }

    fn set(&mut self, a: usize, b: usize, sum: i64) {
        if let Some(cell) = self.cells.get_mut(a * self.width + b) {
            *cell = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(left: &str, right: &str) -> Vec<(usize, usize)> {
        let (left, right) = (left.as_bytes(), right.as_bytes());
        align(left.len(), right.len(), &|a, b| (left[a] == right[b]).then_some(1))
    }

    #[test]
    fn the_longest_common_sequence_is_found() {
        assert_eq!(letters("abcd", "xaxcd"), [(0, 1), (2, 3), (3, 4)]);
        assert_eq!(letters("abc", "cab"), [(0, 1), (1, 2)]);
        assert_eq!(letters("", "abc"), []);
    }

    #[test]
    fn a_better_pair_wins_over_an_earlier_one() {
        assert_eq!(align(1, 2, &|_, b| Some(if b == 1 { 5 } else { 1 })), [(0, 1)]);
    }
}
