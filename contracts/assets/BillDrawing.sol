// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {BillLots} from "./BillLots.sol";
import {IBills} from "./IBills.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";
import {ListedMoney} from "./ListedMoney.sol";

/// @title BillDrawing
/// @notice How a bill comes into being and what its drawee says to it.
abstract contract BillDrawing is BillLots, EIP712 {
    bytes32 private constant ROOM = "bills";
    uint40 private constant LONGEST_PRESENTMENT = 30 days;
    /// @dev The shortest day of a place that changes its clocks.
    uint40 private constant SHORTEST_DAY = 23 hours;

    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        // solhint-disable-next-line max-line-length
        "Acceptance(uint256 billId,uint32 drawer,uint96 amountMinor,address token,uint40 maturesAt,uint40 presentUntil,address domicile,uint40 validUntil)"
    );

    /// @notice Names the money and the rooms of the alliance; fixed at deployment.
    IDirectory public immutable directory;
    /// @notice Remembers which documents became claims; fixed at deployment.
    IClaimRegistry public immutable claimRegistry;

    constructor(IDirectory directory_, IClaimRegistry claimRegistry_) {
        directory = directory_;
        claimRegistry = claimRegistry_;
    }

    /// @inheritdoc IBills
    function draw(
        BillTerms calldata terms,
        IClaimRegistry.Document calldata document
    ) external returns (uint256 billId) {
        (OrgId drawer, OrgId payee) = membership.requireCanAct(msg.sender, terms.payee);
        _requireParties(drawer, terms.drawee, payee);
        _requireTerms(terms);
        bool knownKind =
            document.kind == IClaimRegistry.DocumentKind.Invoice ||
                document.kind == IClaimRegistry.DocumentKind.Bill;
        if (!knownKind || document.issuer != drawer || document.counterparty != terms.drawee)
            revert Bills_WrongDocument(document.kind, document.issuer, document.counterparty);

        billId = ++billCount;
        Bill storage bill = _bills[billId];
        bill.drawer = drawer;
        bill.drawee = terms.drawee;
        bill.faceMinor = terms.amountMinor;
        bill.maturesAt = terms.maturesAt;
        bill.presentUntil = terms.presentUntil;
        bill.token = terms.token;
        bill.outstandingMinor = terms.amountMinor;
        bill.lotCount = 1;
        _storeFirstLot(billId, terms.payee, payee, terms.amountMinor);
        emit BillDrawn(
            billId,
            drawer,
            terms.drawee,
            payee,
            terms,
            claimRegistry.record(ROOM, document, billId)
        );
    }

    /// @inheritdoc IBills
    function accept(uint256 billId) external {
        OrgId caller = _callingMember();
        _accept(billId, _requireUnanswered(billId, caller), msg.sender);
    }

    /// @inheritdoc IBills
    function acceptBySignature(
        uint256 billId,
        address domicile,
        uint40 validUntil,
        bytes calldata signature
    ) external {
        if (block.timestamp > validUntil) revert Bills_SignatureExpired(validUntil);
        Bill storage bill = _requireUnanswered(billId, membership.requireMember(domicile));
        bytes32 structHash = keccak256(
            abi.encode(
                ACCEPTANCE_TYPEHASH,
                billId,
                bill.drawer,
                bill.faceMinor,
                bill.token,
                bill.maturesAt,
                bill.presentUntil,
                domicile,
                validUntil
            )
        );
        _requireSignature(domicile, structHash, signature);
        _accept(billId, bill, domicile);
    }

    /// @inheritdoc IBills
    function refuse(uint256 billId, bytes32 reason) external {
        OrgId caller = _callingMember();
        _requireUnanswered(billId, caller).answer = Answer.Refused;
        emit AcceptanceRefused(billId, caller, msg.sender, reason);
    }

    function _requireSignature(address signer, bytes32 structHash, bytes calldata signature) internal view {
        if (!Signatures.isBy(signer, _hashTypedDataV4(structHash), signature))
            revert Bills_BadSignature(signer);
    }

    function _accept(uint256 billId, Bill storage bill, address domicile) private {
        bill.answer = Answer.Accepted;
        bill.domicile = domicile;
        emit BillAccepted(billId, bill.drawee, domicile);
    }

    function _requireParties(OrgId drawer, OrgId drawee, OrgId payee) private view {
        if (drawee == drawer) revert Bills_DrawnOnItself(drawer);
        if (payee == drawee) revert Bills_PayeeIsDrawee(drawee);
        if (!membership.isInGoodStanding(drawee)) revert Bills_DraweeNotInStanding(drawee);
    }

    function _requireTerms(BillTerms calldata terms) private view {
        if (terms.amountMinor == 0) revert Bills_BadAmount(0, 0);
        if (
            terms.maturesAt <= block.timestamp ||
            terms.presentUntil < uint256(terms.maturesAt) + SHORTEST_DAY - 1 ||
            terms.presentUntil > uint256(terms.maturesAt) + LONGEST_PRESENTMENT
        ) revert Bills_BadTimes(terms.maturesAt, terms.presentUntil);
        if (!ListedMoney.isListed(directory, terms.token)) revert Bills_UnlistedToken(address(terms.token));
    }

    /// @dev The bill, which `caller` as its drawee may still accept or refuse.
    function _requireUnanswered(uint256 billId, OrgId caller) private view returns (Bill storage bill) {
        bill = _requireBill(billId);
        if (caller != bill.drawee) revert Bills_NotDrawee(billId, caller, bill.drawee);
        if (bill.answer != Answer.None) revert Bills_Answered(billId, bill.answer);
        if (block.timestamp >= bill.maturesAt) revert Bills_TooLateToAccept(billId, bill.maturesAt);
    }
}
