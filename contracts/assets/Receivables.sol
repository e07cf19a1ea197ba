// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {Claims} from "./Claims.sol";
import {
    ACCEPTED,
    CREDITED,
    Debt,
    newDebt,
    PAID,
    PAYING,
    RECOURSE,
    REJECTED,
    RESTRICTED,
    WITHDRAWN
} from "./Debt.sol";
import {IAssetClasses} from "./IAssetClasses.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";
import {IReceivables} from "./IReceivables.sol";
import {ReceivableBooks} from "./ReceivableBooks.sol";

/// @title Receivables
/// @notice Accounts receivable that pass down the tiers, see `IReceivables`.
contract Receivables is ReceivableBooks, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for ISettlementToken;

    bytes32 private constant ROOM = "receivables";
    bytes32 private constant ORDER_BOOK = "orderBook";

    bytes32 private constant RECEIVABLE_TYPEHASH = keccak256(
        // solhint-disable-next-line max-line-length
        "Receivable(uint32 classId,uint32 debtor,uint32 creditor,address holder,uint96 amountMinor,uint40 dueAt,uint8 tierLimit,bool recourse,string invoiceNumber,bytes32 invoiceDigest,bytes32 evidenceDigest,bytes32 orderReference)"
    );
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        // solhint-disable-next-line max-line-length
        "Acceptance(Receivable receivable,address signer,uint256 deadline)Receivable(uint32 classId,uint32 debtor,uint32 creditor,address holder,uint96 amountMinor,uint40 dueAt,uint8 tierLimit,bool recourse,string invoiceNumber,bytes32 invoiceDigest,bytes32 evidenceDigest,bytes32 orderReference)"
    );

    /// @notice Remembers which invoices became claims; fixed at deployment.
    IClaimRegistry public immutable claimRegistry;

    /// @inheritdoc IReceivables
    mapping(uint256 id => mapping(address holder => uint40 time)) public recourseDemandedAt;

    constructor(
        IMembership membership_,
        IDirectory directory_,
        IAssetClasses assetClasses_,
        IClaimRegistry claimRegistry_
    ) Claims(membership_, directory_, assetClasses_) EIP712("Guildhall Receivables", "1") {
        claimRegistry = claimRegistry_;
    }

    /* From invoice to claim */

    /// @inheritdoc IReceivables
    function register(Terms calldata terms) external returns (uint256) {
        OrgId caller = _memberFor(msg.sender);
        if (caller != terms.creditor) revert Receivables_NotCreditor(caller, terms.creditor);
        return _register(terms);
    }

    /// @inheritdoc IReceivables
    function issueFromOrder(Terms calldata terms) external returns (uint256 id) {
        if (directory.addressOf(ORDER_BOOK) != msg.sender) revert Receivables_OnlyOrderBook(msg.sender);
        id = _register(terms);
        _bring(id, terms, msg.sender);
    }

    /// @inheritdoc IReceivables
    function accept(Terms calldata terms) external returns (uint256) {
        OrgId caller = _memberFor(msg.sender);
        return _accept(terms, caller, msg.sender);
    }

    /// @inheritdoc IReceivables
    function acceptBySignature(
        Terms calldata terms,
        address signer,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256) {
        if (block.timestamp > deadline) revert Receivables_SignatureExpired(deadline);
        bytes32 digest = acceptanceDigest(terms, signer, deadline);
        if (!Signatures.isBy(signer, digest, signature)) revert Receivables_BadSignature(signer);
        return _accept(terms, _memberFor(signer), signer);
    }

    /// @inheritdoc IReceivables
    function reject(uint256 id, bytes32 reason) external {
        OrgId caller = _memberFor(msg.sender);
        Debt debt = _requireRegistered(id);
        if (caller != debt.debtor()) revert Receivables_NotDebtor(caller, debt.debtor());
        _debts[id] = debt.with(REJECTED);
        emit ReceivableRejected(id, caller, msg.sender, reason);
    }

    /// @inheritdoc IReceivables
    function withdraw(uint256 id) external {
        OrgId caller = _memberFor(msg.sender);
        Debt debt = _requireRegistered(id);
        if (caller != debt.creditor()) revert Receivables_NotCreditor(caller, debt.creditor());
        _debts[id] = debt.with(WITHDRAWN);
        emit ReceivableWithdrawn(id, caller, msg.sender);
    }

    /* Money */

    /// @inheritdoc IReceivables
    function pay(uint256 id, uint256 amountMinor) external nonReentrant {
        _memberFor(msg.sender);
        Debt debt = _requireOpen(id);
        Money memory money = _money[id];
        _requireSome(id, amountMinor);
        uint256 openMinor = debt.faceMinor() - money.paidMinor;
        if (amountMinor > openMinor) revert Receivables_MoreThanOwed(id, openMinor, amountMinor);
        openMinor -= amountMinor;
        _money[id].paidMinor = money.paidMinor + uint96(amountMinor);
        _debts[id] = debt.with(openMinor == 0 ? PAYING | PAID : PAYING);
        emit ReceivablePaid(id, msg.sender, amountMinor, openMinor);
        if (openMinor == 0) emit ReceivablePaidInFull(id);
        _tokenOf(debt).safeTransferFrom(msg.sender, address(this), amountMinor);
    }

    /// @inheritdoc IReceivables
    function redeem(uint256 id, address holder) external nonReentrant returns (uint256 amountMinor) {
        uint256 retired;
        (amountMinor, retired) = _settle(id, holder);
        if (amountMinor == 0 && retired == 0) revert Receivables_NothingDue(id, holder);
    }

    /// @inheritdoc IReceivables
    function payOut(uint256 id, address[] calldata holders) external {
        for (uint256 i = 0; i < holders.length; ++i) {
            // solhint-disable-next-line no-empty-blocks
            try this.redeem(id, holders[i]) {} catch (bytes memory reason) {
                emit PayoutSkipped(id, holders[i], reason);
            }
        }
    }

    // The lock keeps out whoever a token might call.
    // slither-disable-start reentrancy-no-eth

    /// @inheritdoc IReceivables
    function creditNote(uint256 id, uint256 amountMinor, bytes32 noteDigest) external nonReentrant {
        _memberFor(msg.sender);
        _requireOpen(id);
        _requireSome(id, amountMinor);
        _settle(id, msg.sender);
        Debt debt = _debts[id];
        Money memory money = _money[id];
        uint256 units = _holdings[id][msg.sender].unpledgedUnits();
        uint256 unpaid = _unpaidOf(id, msg.sender, units);
        uint256 most = Math.min(unpaid, debt.faceMinor() - money.paidMinor);
        if (amountMinor > most) revert Receivables_MoreThanUnpaid(id, msg.sender, most, amountMinor);
        // As many units as have just this much unpaid; they take along what they received.
        uint256 retired = (amountMinor * units) / unpaid;
        uint256 received = retired - amountMinor;
        debt = _retire(debt, money, retired, received);
        _received[id][msg.sender] -= received;
        _money[id] = money;
        _burn(msg.sender, id, retired);
        emit CreditNoted(id, msg.sender, noteDigest, amountMinor, retired);
        if (debt.faceMinor() == 0) {
            debt = debt.with(CREDITED);
        } else if (debt.faceMinor() == money.paidMinor) {
            debt = debt.with(PAID);
            emit ReceivablePaidInFull(id);
        }
        _debts[id] = debt;
    }
    // slither-disable-end reentrancy-no-eth

    /* Recourse */

    /// @inheritdoc IReceivables
    function demandRecourse(uint256 id) external {
        OrgId caller = _memberFor(msg.sender);
        Debt debt = _requireDefaulted(id);
        uint256 units = _holdings[id][msg.sender].unpledgedUnits();
        if (!debt.has(RECOURSE) || caller == debt.creditor() || units == 0)
            revert Receivables_NoRecourse(id, msg.sender);
        recourseDemandedAt[id][msg.sender] = uint40(block.timestamp);
        emit RecourseDemanded(id, msg.sender, debt.creditor(), _unpaidOf(id, msg.sender, units));
    }

    /// @inheritdoc IReceivables
    function honourRecourse(
        uint256 id,
        address holder,
        uint256 units
    ) external nonReentrant returns (uint256 amountMinor) {
        (OrgId caller, ) = _membersFor(msg.sender, holder);
        Debt debt = _requireDefaulted(id);
        if (caller != debt.creditor()) revert Receivables_NotCreditor(caller, debt.creditor());
        if (recourseDemandedAt[id][holder] == 0) revert Receivables_NotDemanded(id, holder);
        _requireSome(id, units);
        ClaimHolding holding = _holdings[id][holder];
        _requireFree(id, holder, holding, units);
        amountMinor = units - (units * _received[id][holder]) / holding.unpledgedUnits();
        _pass(id, holder, msg.sender, units, holding, holding.tier());
        emit RecourseHonoured(id, holder, msg.sender, units, amountMinor);
        _tokenOf(debt).safeTransferFrom(msg.sender, holder, amountMinor);
    }

    /* Reading */

    /// @inheritdoc IReceivables
    function idOf(Terms calldata terms) public view returns (uint256) {
        return uint256(_hashTypedDataV4(_structHash(terms)));
    }

    /// @inheritdoc IReceivables
    function acceptanceDigest(
        Terms calldata terms,
        address signer,
        uint256 deadline
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(ACCEPTANCE_TYPEHASH, _structHash(terms), signer, deadline))
            );
    }

    /* Within */

    function _register(Terms calldata terms) private returns (uint256 id) {
        id = idOf(terms);
        _requireSome(id, terms.amountMinor);
        if (terms.dueAt <= block.timestamp)
            revert Receivables_DueInThePast(terms.dueAt, uint40(block.timestamp));
        OrgId owner = membership.organisationOfAccount(terms.holder);
        if (owner != terms.creditor)
            revert Receivables_HolderNotCreditor(terms.holder, owner, terms.creditor);
        IAssetClasses.ClassRules memory rules = assetClasses.requireIssuable(terms.classId, terms.creditor);
        if (rules.token == address(0)) revert Receivables_ClassWithoutMoney(terms.classId);
        if (terms.tierLimit > rules.tierLimit)
            revert Receivables_TierLimitAboveClass(terms.tierLimit, rules.tierLimit);

        bytes32 key = claimRegistry.record(
            ROOM,
            IClaimRegistry.Document(
                IClaimRegistry.DocumentKind.Invoice,
                terms.creditor,
                terms.debtor,
                terms.invoiceNumber
            ),
            id
        );
        Debt debt = newDebt(
            terms.debtor,
            terms.creditor,
            terms.amountMinor,
            terms.dueAt,
            terms.classId,
            terms.tierLimit
        );
        if (terms.recourse) debt = debt.with(RECOURSE);
        if (rules.holderCapabilities != 0) debt = debt.with(RESTRICTED);
        _debts[id] = debt;
        emit ReceivableRegistered(id, terms.creditor, terms.debtor, key, terms);
    }

    function _accept(Terms calldata terms, OrgId caller, address account) private returns (uint256 id) {
        id = idOf(terms);
        Debt debt = _requireRegistered(id);
        if (caller != debt.debtor()) revert Receivables_NotDebtor(caller, debt.debtor());
        _bring(id, terms, account);
    }

    /// @dev The units come into being.
    function _bring(uint256 id, Terms calldata terms, address account) private {
        _debts[id] = _debts[id].with(ACCEPTED);
        emit ReceivableAccepted(id, terms.debtor, account);
        _mint(terms.holder, id, terms.amountMinor);
    }

    function _requireRegistered(uint256 id) private view returns (Debt debt) {
        debt = _requireKnown(id);
        if (debt.has(ACCEPTED | REJECTED | WITHDRAWN)) _refuse(id, debt);
    }

    function _requireDefaulted(uint256 id) private view returns (Debt debt) {
        debt = _requireKnown(id);
        if (_status(debt) != Status.Defaulted) _refuse(id, debt);
    }

    function _structHash(Terms calldata terms) private pure returns (bytes32) {
        return
            keccak256(
                bytes.concat(
                    abi.encode(
                        RECEIVABLE_TYPEHASH,
                        terms.classId,
                        terms.debtor,
                        terms.creditor,
                        terms.holder,
                        terms.amountMinor,
                        terms.dueAt
                    ),
                    abi.encode(
                        terms.tierLimit,
                        terms.recourse,
                        keccak256(bytes(terms.invoiceNumber)),
                        terms.invoiceDigest,
                        terms.evidenceDigest,
                        terms.orderReference
                    )
                )
            );
    }
}
