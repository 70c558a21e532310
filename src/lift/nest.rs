//! From a graph to nested blocks.
//!
//! A block goes on after the step that it belongs to, and `end` leaves. So what several ways out of a step lead to
//! stands behind that step, and they fall into it; of what can't stand there, the last way that is written goes in and
//! the ways before it `go to` it. Nothing is written twice, every `go to` leads forward, and a step that n ways lead to
//! is named by n - 1 of them at most.

/// A graph: of each node, where its ways out lead. `None` is out of the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub start: Option<usize>,
    pub ways: Vec<Vec<Option<usize>>>,
}

/// A piece of nested blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A node, with a block for each way out where there are several.
    Step(usize, Vec<Vec<Item>>),
    /// Goes on at a node that comes later.
    GoTo(usize),
    /// Leaves.
    End,
}

/// Why a graph is none of nested blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A way out of the first node leads back to the second one.
    Circle(usize, usize),
    /// No way leads to the node.
    Unreached(usize),
    /// The node stands in too many blocks.
    TooDeep(usize),
}

/// How deep blocks nest at most: two brackets each at worst, of the 64 that a source may have.
const DEEPEST: usize = 24;

/// Nests a graph.
pub(super) fn nest(graph: &Graph) -> Result<Vec<Item>, Vec<Fault>> {
    let order = order(graph)?;
    let mut entries = vec![0_usize; graph.ways.len()];
    for to in graph.ways.iter().flatten().flatten() {
        if let Some(count) = entries.get_mut(*to) {
            *count += 1;
        }
    }
    let joins = joins(graph, &order, &entries);
    let ways = graph.ways.len();
    let mut nesting = Nesting { graph, joins, left: entries.clone(), entries, fell: vec![false; ways] };
    let first = graph.start.map_or(Arrival::Falls, Arrival::Stands);
    nesting.block(first, None, 0).map_err(|fault| vec![fault])
}

/// Returns the nodes so that each comes before those it leads to.
fn order(graph: &Graph) -> Result<Vec<usize>, Vec<Fault>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; graph.ways.len()];
    let mut faults = Vec::new();
    let mut order = Vec::new();
    // A node with how many of its ways have been gone.
    let mut open: Vec<(usize, usize)> = graph.start.map(|start| (start, 0)).into_iter().collect();
    if let Some(mark) = graph.start.and_then(|start| marks.get_mut(start)) {
        *mark = Mark::Open;
    }
    while let Some((node, gone)) = open.pop() {
        let Some(way) = graph.ways.get(node).and_then(|ways| ways.get(gone)) else {
            if let Some(mark) = marks.get_mut(node) {
                *mark = Mark::Done;
            }
            order.push(node);
            continue;
        };
        open.push((node, gone + 1));
        let Some((to, mark)) = way.and_then(|to| Some((to, marks.get_mut(to)?))) else { continue };
        match mark {
            Mark::New => {
                *mark = Mark::Open;
                open.push((to, 0));
            }
            Mark::Open => faults.push(Fault::Circle(node, to)),
            Mark::Done => {}
        }
    }
    let unreached = marks.iter().enumerate().filter(|(_, mark)| **mark == Mark::New);
    faults.extend(unreached.map(|(node, _)| Fault::Unreached(node)));
    order.reverse();
    if faults.is_empty() { Ok(order) } else { Err(faults) }
}

/// Returns, for each node that branches, the node that stands behind it: of those that it leads to by several ways, and
/// that are reached by it alone, the one that most ways lead to.
fn joins(graph: &Graph, order: &[usize], entries: &[usize]) -> Vec<Option<usize>> {
    let mut place = vec![0_usize; graph.ways.len()];
    for (at, node) in order.iter().enumerate() {
        if let Some(place) = place.get_mut(*node) {
            *place = at;
        }
    }
    // Of each node, the last one that each way to it comes by; the first node has itself.
    let mut over: Vec<Option<usize>> = vec![None; graph.ways.len()];
    if let Some(first) = graph.start.and_then(|start| over.get_mut(start)) {
        *first = graph.start;
    }
    for node in order {
        for to in graph.ways.get(*node).into_iter().flatten().flatten() {
            let known = over.get(*to).copied().flatten();
            let shared = known.map_or(*node, |known| shared(&over, &place, known, *node));
            if let Some(over) = over.get_mut(*to) {
                *over = Some(shared);
            }
        }
    }
    let count = |node: usize| entries.get(node).copied().unwrap_or(0);
    let mut joins: Vec<Option<usize>> = vec![None; graph.ways.len()];
    for node in order.iter().filter(|node| count(**node) > 1) {
        let Some(join) = over.get(*node).copied().flatten().and_then(|over| joins.get_mut(over)) else { continue };
        if join.is_none_or(|known| count(known) <= count(*node)) {
            *join = Some(*node);
        }
    }
    joins
}

/// Returns the last node that each way to either of two comes by.
fn shared(over: &[Option<usize>], place: &[usize], mut one: usize, mut other: usize) -> usize {
    let at = |node: usize| place.get(node).copied().unwrap_or(0);
    let up = |node: usize| over.get(node).copied().flatten().unwrap_or(node);
    while one != other {
        // The one further on goes up; the first node is above all.
        let (far, near) = if at(one) > at(other) { (&mut one, other) } else { (&mut other, one) };
        let above = up(*far);
        if above == *far {
            return near;
        }
        *far = above;
    }
    one
}

/// How a way goes on.
#[derive(Clone, Copy)]
enum Arrival {
    /// It reaches what stands behind the block.
    Falls,
    /// The node stands here.
    Stands(usize),
    /// The node stands further on.
    Goes(usize),
    /// It leaves.
    Leaves,
}

struct Nesting<'a> {
    graph: &'a Graph,
    joins: Vec<Option<usize>>,
    /// How many ways lead to each node, and how many of them are not written yet.
    entries: Vec<usize>,
    left: Vec<usize>,
    /// Nodes that a block has fallen into.
    fell: Vec<bool>,
}

impl Nesting<'_> {
    /// Writes a block, which goes on at `behind`.
    fn block(&mut self, mut next: Arrival, behind: Option<usize>, depth: usize) -> Result<Vec<Item>, Fault> {
        let mut items = Vec::new();
        loop {
            let node = match next {
                Arrival::Falls => return Ok(items),
                Arrival::Leaves => {
                    items.push(Item::End);
                    return Ok(items);
                }
                Arrival::Goes(to) => {
                    items.push(Item::GoTo(to));
                    return Ok(items);
                }
                Arrival::Stands(node) => node,
            };
            let ways = self.graph.ways.get(node).map_or(&[][..], Vec::as_slice);
            if let [only] = ways {
                items.push(Item::Step(node, Vec::new()));
                next = self.arrive(*only, behind);
                continue;
            }
            if depth >= DEEPEST {
                return Err(Fault::TooDeep(node));
            }
            let join = self.joins.get(node).copied().flatten();
            let after = join.or(behind);
            let mut blocks = Vec::with_capacity(ways.len());
            for way in ways {
                let first = self.arrive(*way, after);
                blocks.push(self.block(first, after, depth + 1)?);
            }
            items.push(Item::Step(node, blocks));
            match join.filter(|join| self.fell.get(*join).copied().unwrap_or(false)) {
                Some(join) => next = Arrival::Stands(join),
                None => return Ok(items),
            }
        }
    }

    fn arrive(&mut self, to: Option<usize>, behind: Option<usize>) -> Arrival {
        let Some(to) = to else { return if behind.is_none() { Arrival::Falls } else { Arrival::Leaves } };
        let (Some(left), Some(fell)) = (self.left.get_mut(to), self.fell.get_mut(to)) else { return Arrival::Leaves };
        *left = left.saturating_sub(1);
        if behind == Some(to) {
            *fell = true;
            Arrival::Falls
        } else if self.entries.get(to) == Some(&1) || (*left == 0 && !*fell) {
            Arrival::Stands(to)
        } else {
            Arrival::Goes(to)
        }
    }
}
