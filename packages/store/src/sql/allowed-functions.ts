/*
 * Functions that a query may use: those that compute from their arguments alone. What reads files, dictionaries, settings or
 * the machine, waits, makes rows, errors or long texts out of nothing, or takes the square of the time is left out by not being here.
 */

const AGGREGATES = `count sum sumWithOverflow avg min max any anyLast argMin argMax uniq uniqExact uniqCombined uniqHLL12 median medianExact
  quantile quantiles quantileExact quantilesExact quantileTDigest quantilesTDigest groupArray groupUniqArray groupConcat topK
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr skewPop kurtPop simpleLinearRegression entropy histogram
  sumMap minMap maxMap groupBitAnd groupBitOr first_value last_value nth_value boundingRatio`;

const WINDOW = 'row_number rank dense_rank percent_rank cume_dist ntile lag lead lagInFrame leadInFrame';

const LOGIC = `and or not xor if multiIf ifNull nullIf coalesce isNull isNotNull assumeNotNull toNullable in notIn exists equals notEquals
  less greater lessOrEquals greaterOrEquals isDistinctFrom isNotDistinctFrom least greatest lambda tuple tupleElement untuple identity
  caseWithExpression caseWithoutExpression transform clamp`;

const NUMBERS = `plus minus multiply divide intDiv intDivOrZero modulo moduloOrZero positiveModulo negate abs sign round roundBankers floor
  ceil ceiling trunc truncate exp log ln log2 log10 sqrt cbrt pow power sin cos tan atan atan2 pi e isNaN isFinite isInfinite ifNotFinite
  bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitTest gcd lcm widthBucket`;

const TEXT = `length lengthUTF8 empty notEmpty lower upper lowerUTF8 upperUTF8 lcase ucase reverse reverseUTF8 concat concatWithSeparator concat_ws
  substring substringUTF8 substr mid left right leftUTF8 rightUTF8 trimLeft trimRight trimBoth trim ltrim rtrim startsWith endsWith
  position positionUTF8 positionCaseInsensitive positionCaseInsensitiveUTF8 locate like notLike ilike notILike match extract extractAll
  extractGroups replace replaceOne replaceAll replaceRegexpOne replaceRegexpAll splitByChar splitByString splitByRegexp
  splitByNonAlpha splitByWhitespace arrayStringConcat hasToken hasTokenCaseInsensitive hasAnyTokens hasAllTokens
  countSubstrings countMatches initcap format_bytes formatReadableSize formatReadableQuantity formatReadableTimeDelta toValidUTF8
  multiSearchAny multiSearchAnyCaseInsensitive ngramDistance
  domain domainWithoutWWW path protocol cutQueryString extractURLParameter decodeURLComponent base64Encode base64Decode tryBase64Decode hex
  unhex isValidUTF8 ascii char`;

const TIME = `now today yesterday toYear toQuarter toMonth toDayOfMonth toDayOfWeek toDayOfYear toHour toMinute toSecond toMillisecond toISOWeek
  toISOYear toWeek toStartOfYear toStartOfQuarter toStartOfMonth toStartOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond
  toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval toMonday toYYYYMM toYYYYMMDD dateDiff date_diff dateTrunc
  date_trunc dateAdd dateSub addYears addMonths addWeeks addDays addHours addMinutes addSeconds subtractYears subtractMonths
  subtractWeeks subtractDays subtractHours subtractMinutes subtractSeconds toIntervalYear toIntervalQuarter toIntervalMonth toIntervalWeek
  toIntervalDay toIntervalHour toIntervalMinute toIntervalSecond toIntervalMillisecond toUnixTimestamp toUnixTimestamp64Milli
  toUnixTimestamp64Micro toUnixTimestamp64Nano fromUnixTimestamp fromUnixTimestamp64Milli fromUnixTimestamp64Micro fromUnixTimestamp64Nano
  formatDateTime parseDateTimeBestEffortOrNull parseDateTime64BestEffortOrNull toTimeZone timeZone dateName monthName age`;

const CONVERSIONS = `CAST accurateCastOrNull toString toBool toTypeName toInt8 toInt16 toInt32 toInt64 toUInt8 toUInt16 toUInt32 toUInt64
  toInt64OrNull toInt32OrNull toUInt64OrNull toUInt32OrNull toInt64OrZero toUInt64OrZero toFloat32 toFloat64 toFloat64OrNull toFloat64OrZero
  toDecimal64 toDecimal128 toDate toDate32 toDateTime toDateTime64 toDateOrNull toDateTimeOrNull toDateTime64OrNull toLowCardinality`;

const LISTS = `array arrayElement arrayConcat arraySlice arrayMap arrayFilter arrayCount arraySum arrayAvg arrayMin arrayMax arrayProduct arraySort
  arrayReverseSort arrayReverse arrayDistinct arrayUniq arrayExists arrayAll arrayFirst arrayFirstIndex arrayLast arrayLastIndex arrayZip
  arrayEnumerate arrayJoin arrayFlatten arrayCompact arrayIntersect arrayDifference arrayCumSum arrayPushBack arrayPushFront arrayPopBack
  arrayPopFront has hasAny hasAll indexOf countEqual map mapKeys mapValues mapContains mapContainsKey mapFilter mapApply mapFromArrays
  arrayFold`;

const JSON_TEXT = `JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw JSONExtractArrayRaw
  JSONExtractKeys JSONExtractKeysAndValues JSONExtractKeysAndValuesRaw JSONHas JSONLength JSONType isValidJSON JSON_VALUE JSON_QUERY toJSONString
  simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractFloat simpleJSONExtractBool simpleJSONExtractRaw simpleJSONHas`;

const HASHES = 'cityHash64 sipHash64 xxHash64 murmurHash3_64 MD5 SHA256';

const lowerWords = (...texts: readonly string[]) => new Set(texts.join(' ').toLowerCase().split(/\s+/));

const FUNCTIONS = lowerWords(AGGREGATES, WINDOW, LOGIC, NUMBERS, TEXT, TIME, CONVERSIONS, LISTS, JSON_TEXT, HASHES);
const COMBINABLE = lowerWords(AGGREGATES);

/** What may follow the name of an aggregate, in any number. */
const COMBINATOR = /(?:if|distinct|array|ornull|ordefault)$/;

/** Whether a query may call it. Case does not matter: no two functions differ in that alone. */
export function isAllowedFunction(name: string): boolean {
  const lower = name.toLowerCase();
  if (FUNCTIONS.has(lower)) return true;
  const rest = lower.replace(COMBINATOR, '');
  return rest !== lower && (COMBINABLE.has(rest) || (COMBINATOR.test(rest) && isAllowedFunction(rest)));
}
