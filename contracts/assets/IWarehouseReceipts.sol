// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {IClaims} from "./IClaims.sol";

/// @title Warehouse receipts
/// @notice A warehouse issues a receipt for a lot of goods that it keeps for a depositor. The receipt has as many units as
/// the lot had minor units of measure when it was issued. Units are split, passed on and pledged (see `IClaims`) until
/// they are surrendered and the goods handed out. An inspector, a second organisation, vouches for site, grade and count.
/// @dev Who may do what:
/// - an organisation with the capability `appraiser` or `auditor`: attest that a warehouse keeps a site, and so be named as
///   inspector of receipts issued there;
/// - the warehouse, which has the capability `logistics`: issue, extend the storage, report and answer recounts, deliver;
/// - the inspector of a receipt: grade, report and answer recounts;
/// - a holder: what `IClaims` says, surrender free units, take a surrender back that was not delivered;
/// - whoever the alliance gave the office, otherwise the timelock: what `IClaims` says, name another inspector.
///
/// **Shares.** Units are shares in what is left of the lot: `units` of them stand for `quantity`, at first one for one. A
/// holding of `u` units stands for ⌊u × quantity ÷ units⌋. Who takes delivery gets just this; what floors leave stays with
/// the lot, so that nobody else's share shrinks, and whoever comes last gets the rest. At any time
/// delivered + lost + quantity = issued, and quantity ≤ units.
///
/// **Recounts.** A loss lowers `quantity` and so every share alike, surrendered units included. As long as all losses
/// together stay within the tolerance of the receipt, the warehouse or the inspector alone reports them. Anything else, and
/// whatever was found again, one of them proposes and the other confirms; until then, for seven days at most, units
/// are neither passed on nor pledged nor delivered, so that nobody sells before a loss or buys before a find. What was
/// found never makes a unit worth more than it was at first; who took delivery after a loss has given up its part of it.
///
/// **Delivery.** Surrender locks units, where they count as pledged. Delivery takes a receipt that the taker signed, so
/// that no warehouse discharges itself by its own word. From `deliverBy` on, the warehouse is in default; a recount that
/// pends does not stop this clock.
///
/// Amounts are below 2^96. Texts stand in the event of the issue; the contract keeps their digests where it needs them.
interface IWarehouseReceipts is IClaims {
    /// @notice How a receipt stands, derived from facts and the clock.
    enum Status {
        None,
        Stored,
        Expired,
        Lost,
        Delivered
    }

    /// @notice What the warehouse certifies.
    /// @param classId The class under which it is issued, one without money. It names who may issue and hold; its grace is
    /// the time that the warehouse has to deliver.
    /// @param depositor Brought the goods.
    /// @param inspector Attests the site, grades, confirms recounts.
    /// @param holder The depositor's account that gets the units.
    /// @param quantity What is kept, in minor units of measure, above zero.
    /// @param exponent A minor unit is 10^-exponent of `unit`; 18 at most.
    /// @param storageUntil Until when the goods are kept on these charges, seconds UTC. Later, units are not passed on any
    /// more.
    /// @param tierLimit Greatest tier to which units may pass; at most what the class allows.
    /// @param toleranceBps Losses up to this part of the quantity, in hundredths of a percent, need no second
    /// organisation; 1,000 at most.
    /// @param lot Number of the lot in the warehouse's books, in normal form, see `IClaimRegistry`.
    /// @param commodity Number of the article, as plans of materials know it.
    /// @param unit Unit of measure, such as kg.
    /// @param site Name of the place where the goods lie.
    /// @param charges Note on the charges of storage.
    /// @param evidenceDigest Digest of what proves the intake, not zero.
    struct Terms {
        uint32 classId;
        OrgId depositor;
        OrgId inspector;
        address holder;
        uint96 quantity;
        uint8 exponent;
        uint40 storageUntil;
        uint8 tierLimit;
        uint16 toleranceBps;
        string lot;
        string commodity;
        string unit;
        string site;
        string charges;
        bytes32 evidenceDigest;
    }

    /// @notice A receipt as it stands.
    /// @param status Derived now.
    /// @param warehouse Keeps the goods.
    /// @param inspector Grades and counts beside it.
    /// @param classId Its class.
    /// @param units Units that exist.
    /// @param quantity What they stand for together.
    /// @param issued What was kept at first.
    /// @param delivered What was handed out.
    /// @param toleranceLeft What may still be lost without a second organisation.
    /// @param storageUntil Until when the goods are kept, seconds UTC.
    /// @param deliverySeconds Time from surrender to default.
    /// @param tierLimit Greatest tier to which units may pass.
    /// @param grade What the inspector found; zero before it graded.
    struct Receipt {
        Status status;
        OrgId warehouse;
        OrgId inspector;
        uint32 classId;
        uint96 units;
        uint96 quantity;
        uint96 issued;
        uint96 delivered;
        uint96 toleranceLeft;
        uint40 storageUntil;
        uint32 deliverySeconds;
        uint8 tierLimit;
        bytes32 grade;
    }

    /// @notice A recount that one side proposed.
    /// @param by Who proposed it; none if none pends.
    /// @param quantity What it counted.
    /// @param lapsesAt From then on it counts for nothing, seconds UTC.
    struct Recount {
        OrgId by;
        uint96 quantity;
        uint40 lapsesAt;
    }

    /// @notice Units that wait for delivery.
    /// @param holder Account on which they are locked; zero once delivered or taken back.
    /// @param units How many.
    /// @param taker Account that receives the goods and signs for them.
    /// @param deliverBy From then on the warehouse is in default, seconds UTC.
    struct Surrender {
        address holder;
        uint96 units;
        address taker;
        uint40 deliverBy;
    }

    /// @notice An inspector vouches, until `until`, that a warehouse keeps this site; no longer if that is past.
    event SiteAttested(
        OrgId indexed inspector,
        OrgId indexed warehouse,
        bytes32 indexed siteDigest,
        string site,
        uint40 until,
        bytes32 evidenceDigest
    );
    /// @notice A receipt was issued; its units sit on `terms.holder`.
    event ReceiptIssued(
        uint256 indexed id,
        OrgId indexed warehouse,
        OrgId indexed depositor,
        bytes32 documentKey,
        Terms terms
    );
    /// @notice The inspector graded the goods; `before` is zero the first time.
    event Graded(
        uint256 indexed id,
        OrgId indexed inspector,
        bytes32 before,
        bytes32 grade,
        bytes32 evidenceDigest
    );
    /// @notice The warehouse keeps the goods longer.
    event StorageExtended(uint256 indexed id, uint40 storageUntil);
    /// @notice The office named another inspector.
    event InspectorAppointed(uint256 indexed id, OrgId indexed before, OrgId indexed inspector);
    /// @notice Another quantity was counted and awaits the other side's word.
    event RecountProposed(
        uint256 indexed id,
        OrgId indexed by,
        uint256 quantity,
        bytes32 evidenceDigest,
        uint40 lapsesAt
    );
    /// @notice A proposed recount was rejected by the other side, or withdrawn.
    event RecountRejected(uint256 indexed id, OrgId indexed by, bytes32 reason);
    /// @notice The units stand for another quantity from now on. `confirmedBy` is none where the tolerance covers it.
    event Recounted(
        uint256 indexed id,
        OrgId indexed by,
        OrgId indexed confirmedBy,
        uint256 before,
        uint256 quantity,
        bytes32 evidenceDigest
    );
    /// @notice A holder asks for the goods of units, which are locked from now on.
    event Surrendered(
        uint256 indexed id,
        bytes32 indexed surrenderId,
        address indexed holder,
        address taker,
        uint256 units,
        uint40 deliverBy
    );
    /// @notice Surrendered units are free again.
    event SurrenderTakenBack(uint256 indexed id, bytes32 indexed surrenderId, address indexed holder);
    /// @notice The taker signed that it received `quantity` for the units, which are gone.
    event Delivered(
        uint256 indexed id,
        bytes32 indexed surrenderId,
        address indexed taker,
        uint256 units,
        uint256 quantity,
        bytes32 evidenceDigest
    );

    /// @notice An inspector is in good standing and has the capability appraiser or auditor.
    /// @custom:remedy Sign for or name such an organisation; `member list` shows capabilities.
    error Receipts_MayNotInspect(OrgId orgId);
    /// @notice No organisation inspects itself.
    /// @custom:remedy Have another one do it.
    error Receipts_InspectsItself(OrgId orgId);
    /// @notice This inspector does not attest the site of this warehouse now, or may not inspect any more.
    /// @custom:remedy Have it attest the site (`receipt attest`).
    error Receipts_NotAttested(OrgId inspector, OrgId warehouse, bytes32 siteDigest);
    /// @notice The warehouse issued a receipt for this lot before, and no lot becomes a receipt twice.
    /// @custom:remedy `receipt show` tells what became of it.
    error Receipts_LotIssued(uint256 id);
    /// @notice Receipts are delivered, not paid, so their class names no money.
    /// @custom:remedy Use a class without money, see data/receipt-class.yaml.
    error Receipts_ClassWithMoney(uint32 classId);
    /// @notice The class does not let its receipts pass that far.
    /// @custom:remedy Give at most the tier limit of the class.
    error Receipts_TierLimitAboveClass(uint8 tierLimit, uint8 classLimit);
    /// @notice The account that gets the units is not the depositor's.
    /// @custom:remedy Name an account of the depositor.
    error Receipts_HolderNotDepositor(address holder, OrgId actual, OrgId depositor);
    /// @notice Storage ends in the future, and is never cut short.
    /// @custom:remedy Give a later end.
    error Receipts_BadStorageEnd(uint40 storageUntil, uint40 earliest);
    /// @notice So wide a tolerance would leave the count to the warehouse alone.
    /// @custom:remedy Give at most `most`, in hundredths of a percent.
    error Receipts_ToleranceTooWide(uint16 toleranceBps, uint16 most);
    /// @notice Goods have an article, a unit of measure with at most 18 decimals, and a site.
    /// @custom:remedy Say what they are, in what they are measured and where they lie.
    error Receipts_BadDescription(string commodity, string unit, uint8 exponent, string site);
    /// @notice Issues, grades, recounts, deliveries and attestations rest on a document.
    /// @custom:remedy Give its digest.
    error Receipts_NoEvidence();
    /// @notice Only the warehouse of the receipt does this.
    /// @custom:remedy Sign with an account of the warehouse.
    error Receipts_NotWarehouse(OrgId caller, OrgId warehouse);
    /// @notice Only the inspector of the receipt does this.
    /// @custom:remedy Sign with an account of the inspector.
    error Receipts_NotInspector(OrgId caller, OrgId inspector);
    /// @notice Only warehouse and inspector count.
    /// @custom:remedy Sign for one of them; `receipt show` names both.
    error Receipts_MayNotCount(uint256 id, OrgId caller);
    /// @notice Who keeps or inspects the goods does not hold them: it would count what it owns.
    /// @custom:remedy Name another receiver.
    error Receipts_CannotHold(uint256 id, OrgId orgId);
    /// @notice The goods have this grade already.
    /// @custom:remedy Grade them only if they changed.
    error Receipts_SameGrade(uint256 id, bytes32 grade);
    /// @notice The goods are no longer kept on these charges, so units are not passed on or pledged.
    /// @custom:remedy Surrender them, or have the warehouse extend the storage (`receipt extend`).
    error Receipts_StorageOver(uint256 id, uint40 storageUntil);
    /// @notice The goods are said to be as many as before.
    /// @custom:remedy Report a recount only if it differs.
    error Receipts_SameQuantity(uint256 id, uint256 quantity);
    /// @notice What is found again never makes a unit worth more than at first.
    /// @custom:remedy Count `most` at most; issue a receipt of its own for what is more.
    error Receipts_MoreThanUnits(uint256 id, uint256 most, uint256 quantity);
    /// @notice A recount awaits the other side's word; until then units stand still.
    /// @custom:remedy Wait, or have the other side answer (`receipt confirm-recount`, `receipt reject-recount`).
    error Receipts_RecountPending(uint256 id, uint40 lapsesAt);
    /// @notice No recount awaits an answer, or it has lapsed.
    /// @custom:remedy `receipt show` tells what was counted.
    error Receipts_NoRecount(uint256 id);
    /// @notice The recount that pends is over another quantity.
    /// @custom:remedy Look at it again (`receipt show`).
    error Receipts_OtherQuantity(uint256 id, uint256 pending, uint256 expected);
    /// @notice A recount is confirmed by the other side.
    /// @custom:remedy Sign for the one that did not propose it.
    error Receipts_OwnRecount(uint256 id, OrgId by);
    /// @notice The taker may act, and for another organisation than the warehouse.
    /// @custom:remedy Name an account of the holder or of its carrier.
    error Receipts_BadTaker(address taker, OrgId warehouse);
    /// @notice There is no such surrender, or it was delivered or taken back.
    /// @custom:remedy `receipt show` lists those that wait.
    error Receipts_UnknownSurrender(uint256 id, bytes32 surrenderId);
    /// @notice Only the holder takes its surrender back, as long as it may act.
    /// @custom:remedy Sign with the account that surrendered.
    error Receipts_NotSurrendered(bytes32 surrenderId, address caller, address holder);
    /// @notice These units stand for no goods now.
    /// @custom:remedy Wait for what may be found again, or take the surrender back.
    error Receipts_NothingThere(uint256 id, uint256 units);
    /// @notice The taker did not sign for this quantity and evidence.
    /// @custom:remedy Have it sign again (`receipt deliver --sign`): a recount changes what it gets.
    error Receipts_BadSignature(address taker);

    /// @notice Vouches for the site of a warehouse until a time, or withdraws that by a time that is past. An account of an
    /// organisation with the capability appraiser or auditor.
    function attestSite(OrgId warehouse, string calldata site, uint40 until, bytes32 evidenceDigest) external;

    /// @notice Issues a receipt. An account of an organisation with the capability logistics, which becomes the warehouse.
    /// @return id Names the receipt: see `idOf`.
    function issue(Terms calldata terms) external returns (uint256 id);

    /// @notice Says of which grade the goods are. The inspector.
    function grade(uint256 id, bytes32 newGrade, bytes32 evidenceDigest) external;

    /// @notice Keeps the goods longer. The warehouse.
    function extendStorage(uint256 id, uint40 storageUntil) external;

    /// @notice Reports what was counted; it holds at once if it is a loss within the tolerance, and otherwise when the other
    /// side confirms it. The warehouse or the inspector.
    /// @param quantity What is there for the units that exist.
    function recount(uint256 id, uint256 quantity, bytes32 evidenceDigest) external;

    /// @notice Confirms a recount. The warehouse or the inspector, whichever did not propose it.
    /// @param quantity As proposed.
    /// @param evidenceDigest What the confirmation rests on.
    function confirmRecount(uint256 id, uint256 quantity, bytes32 evidenceDigest) external;

    /// @notice Rejects a recount, or withdraws one's own. The warehouse or the inspector.
    /// @param reason Digest of the grounds; zero for none.
    function rejectRecount(uint256 id, bytes32 reason) external;

    /// @notice Asks for the goods of free units of the caller, which are locked. A holder.
    /// @param taker Account that receives the goods and signs for them, such as one of the carrier.
    /// @return surrenderId Names the surrender within the receipt.
    function surrender(uint256 id, uint256 units, address taker) external returns (bytes32 surrenderId);

    /// @notice Frees surrendered units. The holder; anyone while the holder's account may not act.
    function takeBack(uint256 id, bytes32 surrenderId) external;

    /// @notice Records that the goods of a surrender were handed out; its units end. The warehouse, while the accounts of
    /// holder and taker may act.
    /// @param evidenceDigest Digest of the delivery note.
    /// @param signature The taker's, EIP-712 `DeliveryReceipt(uint256 id,bytes32 surrenderId,uint256 quantity,bytes32
    /// evidenceDigest)`; of a key or through EIP-1271.
    /// @return quantity What was handed out.
    function deliver(
        uint256 id,
        bytes32 surrenderId,
        bytes32 evidenceDigest,
        bytes calldata signature
    ) external returns (uint256 quantity);

    /// @notice Names another inspector; a recount that pends is void. Only whoever holds the office.
    function appointInspector(uint256 id, OrgId inspector) external;

    /// @notice A receipt; reverts when there is none.
    function receiptOf(uint256 id) external view returns (Receipt memory);

    /// @notice What an account's units stand for, rounded down.
    function quantityOf(uint256 id, address account) external view returns (uint256);

    /// @notice The recount that pends; all zero if none does.
    function recountOf(uint256 id) external view returns (Recount memory);

    /// @notice A surrender; all zero if there is none.
    function surrenderOf(uint256 id, bytes32 surrenderId) external view returns (Surrender memory);

    /// @notice Until when an inspector vouches for a site, seconds UTC; zero if it never did.
    function attestedUntil(
        OrgId inspector,
        OrgId warehouse,
        bytes32 siteDigest
    ) external view returns (uint40);

    /// @notice The id of the receipt for a lot of a warehouse, on this chain and contract.
    function idOf(OrgId warehouse, string calldata lot) external view returns (uint256);

    /// @notice What the taker signs for `deliver`.
    function deliveryDigest(
        uint256 id,
        bytes32 surrenderId,
        uint256 quantity,
        bytes32 evidenceDigest
    ) external view returns (bytes32);
}
