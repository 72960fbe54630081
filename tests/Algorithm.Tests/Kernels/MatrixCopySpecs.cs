using ActorCritic.Distributed.Algorithm.Kernels;
using CsCheck;

namespace ActorCritic.Distributed.Algorithm.Tests.Kernels;

public class MatrixCopySpecs
{
    private static readonly Gen<(int Rows, int Columns, int SourceGap, int TargetGap)> Shapes = Gen.Select(Gen.Int[1, 21], Gen.Int[1, 21], Gen.Int[0, 3], Gen.Int[0, 3]);

    [Fact]
    public void Rows_arrive_as_they_were_and_gaps_stay() => Shapes.Sample(shape =>
    {
        var (rows, columns, sourceStride, targetStride) = (shape.Rows, shape.Columns, shape.Columns + shape.SourceGap, shape.Columns + shape.TargetGap);
        var source = Numbered(rows * sourceStride);
        var target = new float[rows * targetStride];

        MatrixCopy.Rows(source, sourceStride, target, targetStride, rows, columns);

        for (var i = 0; i < target.Length; i++)
        {
            var (row, column) = Math.DivRem(i, targetStride);
            Assert.Equal(column < columns ? source[row * sourceStride + column] : 0, target[i]);
        }
    });

    [Fact]
    public void The_transpose_has_rows_and_columns_exchanged_and_gaps_stay() => Shapes.Sample(shape =>
    {
        var (rows, columns, sourceStride, targetStride) = (shape.Rows, shape.Columns, shape.Columns + shape.SourceGap, shape.Rows + shape.TargetGap);
        var source = Numbered(rows * sourceStride);
        var target = new float[columns * targetStride];

        MatrixCopy.Transposed(source, sourceStride, target, targetStride, rows, columns);

        for (var i = 0; i < target.Length; i++)
        {
            var (column, row) = Math.DivRem(i, targetStride);
            Assert.Equal(row < rows ? source[row * sourceStride + column] : 0, target[i]);
        }
    });

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void What_does_not_lie_within_its_elements_is_refused(int source, int target)
    {
        Assert.Throws<ArgumentException>(() => MatrixCopy.Transposed(new float[5 * 8 + source], 8, new float[8 * 5 + target], 5, rows: 5, columns: 8));
        Assert.ThrowsAny<ArgumentException>(() => MatrixCopy.Rows(new float[5 * 8 + source], 8, new float[5 * 8 + target], 8, rows: 5, columns: 8));
    }

    private static float[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(i => (float)i)];
}
