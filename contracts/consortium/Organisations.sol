// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {Rights} from "../common/Rights.sol";
import {Signatures} from "../common/Signatures.sol";
import {ChangeLog} from "./ChangeLog.sol";
import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";
import {IMembership} from "./IMembership.sol";

/// @title Organisations
/// @notice Admission, standing and emergency suspension of organisations.
abstract contract Organisations is ChangeLog, AccessManaged, EIP712 {
    bytes32 private constant EMERGENCY_TYPEHASH = keccak256(
        "EmergencySuspension(uint32 orgId,bytes32 reason,uint256 nonce,uint256 deadline)"
    );

    /// @inheritdoc IConsortiumRegistry
    address public immutable timelock;
    /// @inheritdoc IConsortiumRegistry
    uint40 public immutable emergencyPeriod;

    mapping(OrgId orgId => Organisation record) internal _organisations;
    /// @dev One bit per organisation: neither suspended in any way nor expelled. An emergency suspension clears the bit;
    /// when it lapses the bit stays clear until the next emergency or vote, and `statusOf` decides.
    mapping(uint256 word => uint256 bits) internal _standing;
    mapping(bytes32 legalId => OrgId orgId) private _byLegalId;
    mapping(bytes32 applicationDigest => bool pending) private _pending;
    mapping(OrgId orgId => uint40 until) private _emergencyUntil;
    mapping(OrgId orgId => uint256 nonce) private _emergencyNonces;
    /// @dev At most ⌊(n−1)/3⌋ entries under way, plus lapsed ones not yet cleared by the next emergency.
    OrgId[] private _emergencies;

    modifier onlyTimelock() {
        if (msg.sender != timelock) revert Registry_OnlyTimelock(msg.sender, timelock);
        _;
    }

    constructor(address timelock_, uint40 emergencyPeriod_) {
        timelock = timelock_;
        emergencyPeriod = emergencyPeriod_;
    }

    /// @inheritdoc IConsortiumRegistry
    function applyForMembership(Application calldata application) external returns (bytes32 digest) {
        if (msg.sender != application.admin) revert Registry_NotTheApplicant(msg.sender, application.admin);
        _requireSound(
            application.name,
            application.legalId,
            application.capabilities,
            application.kycExpiresAt
        );
        _requireFreeAccount(application.admin);
        digest = keccak256(abi.encode(application));
        _pending[digest] = true;
        emit ApplicationSubmitted(digest, application.admin, application);
    }

    /// @inheritdoc IConsortiumRegistry
    function admit(Application calldata application) external onlyTimelock returns (OrgId orgId) {
        bytes32 digest = keccak256(abi.encode(application));
        if (!_pending[digest]) revert Registry_NoSuchApplication(digest);
        delete _pending[digest];
        orgId = _enrol(
            application.name,
            application.legalId,
            application.capabilities,
            application.kycExpiresAt
        );
        _insertAccount(orgId, application.admin, Rights.ADMIN | Rights.OPERATOR);
        emit OrganisationAdmitted(orgId, application);
        _log(OrganisationAdmitted.selector, abi.encode(orgId, application));
    }

    /// @inheritdoc IConsortiumRegistry
    function suspend(OrgId orgId, bytes32 reason) external onlyTimelock {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Suspended || status == Status.Expelled)
            revert Registry_WrongStatus(orgId, status);
        _withdrawStanding(orgId);
        _organisations[orgId].suspendedAt = uint40(block.timestamp);
        emit OrganisationSuspended(orgId, reason);
        _log(OrganisationSuspended.selector, abi.encode(orgId, reason));
    }

    /// @inheritdoc IConsortiumRegistry
    function reinstate(OrgId orgId) external onlyTimelock {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Suspended) {
            _organisations[orgId].suspendedAt = 0;
            ++_tip.memberCount;
        } else if (status == Status.EmergencySuspended) {
            _closeEmergency(orgId);
        } else {
            revert Registry_WrongStatus(orgId, status);
        }
        _setStanding(orgId, true);
        _tip.standingChangedAt = uint40(block.timestamp);
        emit OrganisationReinstated(orgId);
        _log(OrganisationReinstated.selector, abi.encode(orgId));
    }

    /// @inheritdoc IConsortiumRegistry
    function expel(OrgId orgId, bytes32 reason) external onlyTimelock {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Expelled) revert Registry_WrongStatus(orgId, status);
        if (status != Status.Suspended) _withdrawStanding(orgId);
        _organisations[orgId].expelledAt = uint40(block.timestamp);
        emit OrganisationExpelled(orgId, reason);
        _log(OrganisationExpelled.selector, abi.encode(orgId, reason));
    }

    /// @inheritdoc IConsortiumRegistry
    function emergencySuspend(
        OrgId orgId,
        bytes32 reason,
        uint256 deadline,
        Endorsement[] calldata endorsements
    ) external {
        Status status = _requireAdmitted(orgId);
        if (status != Status.Active) revert Registry_WrongStatus(orgId, status);
        uint40 cooldownEnds = _emergencyUntil[orgId] + emergencyPeriod;
        if (_emergencyUntil[orgId] != 0 && block.timestamp < cooldownEnds) {
            revert Registry_EmergencyCooldown(orgId, cooldownEnds);
        }
        OrgId[] memory endorsers = _requireEndorsed(orgId, reason, deadline, endorsements);
        _clearLapsedEmergencies();
        uint256 maximum = _faultTolerance();
        if (_emergencies.length >= maximum) revert Registry_TooManyEmergencies(_emergencies.length, maximum);

        uint40 until = uint40(block.timestamp) + emergencyPeriod;
        _emergencies.push(orgId);
        _emergencyUntil[orgId] = until;
        _setStanding(orgId, false);
        _tip.standingChangedAt = uint40(block.timestamp);
        emit OrganisationEmergencySuspended(orgId, until, reason, endorsers);
        _log(OrganisationEmergencySuspended.selector, abi.encode(orgId, until, reason, endorsers));
    }

    /// @inheritdoc IConsortiumRegistry
    function setCapabilities(OrgId orgId, uint16 capabilities) external onlyTimelock {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Expelled) revert Registry_WrongStatus(orgId, status);
        _requireKnownCapabilities(capabilities);
        uint16 previous = _organisations[orgId].capabilities;
        _organisations[orgId].capabilities = capabilities;
        emit CapabilitiesChanged(orgId, capabilities, previous);
        _log(CapabilitiesChanged.selector, abi.encode(orgId, capabilities, previous));
    }

    /// @inheritdoc IConsortiumRegistry
    function renewKyc(OrgId orgId, uint40 expiresAt) external restricted {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Expelled) revert Registry_WrongStatus(orgId, status);
        uint40 previous = _organisations[orgId].kycExpiresAt;
        if (expiresAt <= previous || expiresAt <= block.timestamp)
            revert Registry_BadKycExpiry(expiresAt, previous);
        _organisations[orgId].kycExpiresAt = expiresAt;
        emit KycRenewed(orgId, expiresAt, previous);
        _log(KycRenewed.selector, abi.encode(orgId, expiresAt, previous));
    }

    /// @inheritdoc IConsortiumRegistry
    function organisationCount() external view returns (uint32) {
        return _tip.organisationCount;
    }

    /// @inheritdoc IConsortiumRegistry
    function memberCount() external view returns (uint256) {
        return _tip.memberCount;
    }

    /// @inheritdoc IConsortiumRegistry
    function organisationOf(OrgId orgId) external view returns (Organisation memory) {
        return _organisations[orgId];
    }

    /// @inheritdoc IConsortiumRegistry
    function statusOf(OrgId orgId) public view returns (Status) {
        Organisation storage record = _organisations[orgId];
        if (record.admittedAt == 0) return Status.None;
        if (record.expelledAt != 0) return Status.Expelled;
        if (record.suspendedAt != 0) return Status.Suspended;
        return block.timestamp < _emergencyUntil[orgId] ? Status.EmergencySuspended : Status.Active;
    }

    /// @inheritdoc IConsortiumRegistry
    function emergencyUntil(OrgId orgId) external view returns (uint40) {
        return _emergencyUntil[orgId];
    }

    /// @inheritdoc IConsortiumRegistry
    function emergencyNonce(OrgId orgId) external view returns (uint256) {
        return _emergencyNonces[orgId];
    }

    /// @inheritdoc IConsortiumRegistry
    function organisationByLegalId(bytes32 legalId) external view returns (OrgId) {
        return _byLegalId[legalId];
    }

    /// @inheritdoc IConsortiumRegistry
    function isPending(bytes32 applicationDigest) external view returns (bool) {
        return _pending[applicationDigest];
    }

    /// @inheritdoc IConsortiumRegistry
    function emergencyQuorum() public view returns (uint256) {
        uint256 quorum = _faultTolerance() + 1;
        return quorum < 2 ? 2 : quorum;
    }

    /// @inheritdoc IConsortiumRegistry
    function memberBitmap(uint256 word) external view returns (uint256 members) {
        members = _standing[word];
        for (uint256 i = 0; i < _emergencies.length; ++i) {
            (uint256 emergencyWord, uint256 bit) = _position(_emergencies[i]);
            if (emergencyWord == word) members |= bit;
        }
    }

    /// @inheritdoc IConsortiumRegistry
    function standingBitmap(uint256 word) external view returns (uint256 standing) {
        standing = _standing[word];
        for (uint256 i = 0; i < _emergencies.length; ++i) {
            (uint256 emergencyWord, uint256 bit) = _position(_emergencies[i]);
            if (emergencyWord == word && block.timestamp >= _emergencyUntil[_emergencies[i]]) standing |= bit;
        }
    }

    /// @inheritdoc IConsortiumRegistry
    function standingChangedAt() external view returns (uint40 changedAt) {
        changedAt = _tip.standingChangedAt;
        for (uint256 i = 0; i < _emergencies.length; ++i) {
            uint40 until = _emergencyUntil[_emergencies[i]];
            if (until <= block.timestamp && until > changedAt) changedAt = until;
        }
    }

    /// @inheritdoc IMembership
    function isInGoodStanding(OrgId orgId) external view returns (bool) {
        return _hasStanding(orgId) && block.timestamp < _organisations[orgId].kycExpiresAt;
    }

    /// @inheritdoc IMembership
    function capabilitiesOf(OrgId orgId) public view returns (uint16) {
        return _organisations[orgId].capabilities;
    }

    /// @dev Makes the record of a new organisation, with the next number.
    function _enrol(
        string memory name,
        bytes32 legalId,
        uint16 capabilities,
        uint40 kycExpiresAt
    ) internal returns (OrgId orgId) {
        _requireSound(name, legalId, capabilities, kycExpiresAt);
        orgId = OrgId.wrap(++_tip.organisationCount);
        ++_tip.memberCount;
        _byLegalId[legalId] = orgId;
        Organisation storage record = _organisations[orgId];
        record.kycExpiresAt = kycExpiresAt;
        // Zero means "never admitted", also where block 0 is dated 0.
        record.admittedAt = block.timestamp == 0 ? 1 : uint40(block.timestamp);
        record.capabilities = capabilities;
        _setStanding(orgId, true);
    }

    /// @dev The bit lags behind the lapse of an emergency suspension; then `statusOf` decides.
    function _hasStanding(OrgId orgId) internal view returns (bool) {
        (uint256 word, uint256 bit) = _position(orgId);
        return _standing[word] & bit != 0 || statusOf(orgId) == Status.Active;
    }

    function _requireAdmitted(OrgId orgId) internal view returns (Status status) {
        status = statusOf(orgId);
        if (status == Status.None) revert Registry_UnknownOrganisation(orgId);
    }

    function _requireSignature(address signer, bytes32 structHash, bytes calldata signature) internal view {
        if (!Signatures.isBy(signer, _hashTypedDataV4(structHash), signature))
            revert Registry_BadSignature(signer);
    }

    function _requireUnexpired(uint256 deadline) internal view {
        if (block.timestamp > deadline) revert Registry_SignatureExpired(deadline, block.timestamp);
    }

    function _insertAccount(OrgId orgId, address account, uint8 rights) internal virtual;

    function _requireFreeAccount(address account) internal view virtual;

    /// @inheritdoc IConsortiumRegistry
    function voterOf(address account) public view virtual returns (OrgId);

    /// @dev Takes an organisation that is not yet suspended by vote or expelled out of the members.
    function _withdrawStanding(OrgId orgId) private {
        if (_tip.memberCount == 1) revert Registry_LastMember(orgId);
        _closeEmergency(orgId);
        _setStanding(orgId, false);
        --_tip.memberCount;
        _tip.standingChangedAt = uint40(block.timestamp);
    }

    function _requireEndorsed(
        OrgId orgId,
        bytes32 reason,
        uint256 deadline,
        Endorsement[] calldata endorsements
    ) private returns (OrgId[] memory endorsers) {
        _requireUnexpired(deadline);
        uint256 required = emergencyQuorum();
        if (endorsements.length < required) revert Registry_TooFewEndorsements(endorsements.length, required);
        bytes32 structHash = keccak256(
            abi.encode(EMERGENCY_TYPEHASH, orgId, reason, _emergencyNonces[orgId]++, deadline)
        );
        endorsers = new OrgId[](endorsements.length);
        uint256 previous = 0;
        for (uint256 i = 0; i < endorsements.length; ++i) {
            address signer = endorsements[i].signer;
            OrgId endorser = voterOf(signer);
            if (OrgId.unwrap(endorser) <= previous || endorser == orgId)
                revert Registry_BadEndorser(signer, endorser);
            _requireSignature(signer, structHash, endorsements[i].signature);
            previous = OrgId.unwrap(endorser);
            endorsers[i] = endorser;
        }
    }

    function _clearLapsedEmergencies() private {
        for (uint256 i = _emergencies.length; i > 0; --i) {
            OrgId orgId = _emergencies[i - 1];
            uint40 until = _emergencyUntil[orgId];
            if (block.timestamp < until) continue;
            _setStanding(orgId, true);
            if (until > _tip.standingChangedAt) _tip.standingChangedAt = until;
            _emergencies[i - 1] = _emergencies[_emergencies.length - 1];
            _emergencies.pop();
        }
    }

    /// @dev A vote, whichever way it went, ends an emergency suspension; the cooldown runs from then on.
    function _closeEmergency(OrgId orgId) private {
        if (block.timestamp < _emergencyUntil[orgId]) _emergencyUntil[orgId] = uint40(block.timestamp);
        uint256 last = _emergencies.length;
        for (uint256 i = 0; i < last; ++i) {
            if (_emergencies[i] != orgId) continue;
            _emergencies[i] = _emergencies[last - 1];
            _emergencies.pop();
            break;
        }
    }

    function _setStanding(OrgId orgId, bool good) private {
        (uint256 word, uint256 bit) = _position(orgId);
        if (good) _standing[word] |= bit;
        else _standing[word] &= ~bit;
    }

    function _requireSound(
        string memory name,
        bytes32 legalId,
        uint16 capabilities,
        uint40 kycExpiresAt
    ) private view {
        uint256 length = bytes(name).length;
        if (length == 0 || length > 64) revert Registry_BadName(length);
        if (legalId == bytes32(0)) revert Registry_EmptyLegalId();
        if (!_byLegalId[legalId].isNone()) revert Registry_LegalIdTaken(legalId, _byLegalId[legalId]);
        _requireKnownCapabilities(capabilities);
        if (kycExpiresAt <= block.timestamp) revert Registry_BadKycExpiry(kycExpiresAt, 0);
    }

    function _requireKnownCapabilities(uint16 capabilities) private pure {
        if (capabilities == 0 || capabilities & ~Capabilities.ALL != 0)
            revert Registry_BadCapabilities(capabilities);
    }

    /// @dev ⌊(n−1)/3⌋ of n members may fail; the last member stays, so n is at least 1.
    function _faultTolerance() private view returns (uint256) {
        return (uint256(_tip.memberCount) - 1) / 3;
    }

    function _position(OrgId orgId) private pure returns (uint256 word, uint256 bit) {
        uint256 id = OrgId.unwrap(orgId);
        return (id >> 8, 1 << (id & 0xff));
    }
}
